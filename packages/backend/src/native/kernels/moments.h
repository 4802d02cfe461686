#pragma once

#include <cmath>
#include <cstdint>

#include "vectorised.h"

namespace planish {

/**
 * As many rows as are worked on together, step by step: each step's rows don't wait for one another, as the steps of
 * a single row would. A tile stays in the first-level cache.
 */
constexpr int64_t tileRows = 16;

PLANISH_INLINE int64_t tileOf(int64_t width, int64_t rows) {
  const int64_t fitting = 4096 / width > 0 ? 4096 / width : 1;
  const int64_t tile = fitting < tileRows ? fitting : tileRows;
  return tile < rows ? tile : rows;
}

/** The mean and one over the standard deviation of each row of a tile. */
struct Moments {
  float mean[tileRows];
  float inverse[tileRows];
};

/** The mean first, then the variance of what is left: that does not cancel. */
PLANISH_INLINE void computeMoments(const float* __restrict x, int64_t width, int64_t rows, float epsilon,
                                   Moments& moments) {
  const float share = 1.0f / static_cast<float>(width);
  for (int64_t row = 0; row < rows; row++) {
    const float* __restrict at = x + row * width;
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t j = 0; j < width; j++) sum += at[j];
    moments.mean[row] = sum * share;
  }
  float squares[tileRows] = {};
  for (int64_t row = 0; row < rows; row++) {
    const float* __restrict at = x + row * width;
    const float mean = moments.mean[row];
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t j = 0; j < width; j++) sum += (at[j] - mean) * (at[j] - mean);
    squares[row] = sum;
  }
  for (int64_t row = 0; row < tileRows; row++) moments.inverse[row] = 1.0f / std::sqrt(squares[row] * share + epsilon);
}

}  // namespace planish
