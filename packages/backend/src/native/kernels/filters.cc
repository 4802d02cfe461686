#include "filters.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace planish {
namespace {

/** panel[k·width + n] = matrix[n·stride + k] for four columns n. */
inline void packFour(const float* matrix, int64_t stride, int64_t count, int64_t width, float* panel) {
  int64_t k = 0;
#if defined(__x86_64__)
  for (; k + 4 <= count; k += 4) {
    __m128 a = _mm_loadu_ps(matrix + k), b = _mm_loadu_ps(matrix + stride + k);
    __m128 c = _mm_loadu_ps(matrix + 2 * stride + k), d = _mm_loadu_ps(matrix + 3 * stride + k);
    _MM_TRANSPOSE4_PS(a, b, c, d);
    _mm_storeu_ps(panel + k * width, a);
    _mm_storeu_ps(panel + (k + 1) * width, b);
    _mm_storeu_ps(panel + (k + 2) * width, c);
    _mm_storeu_ps(panel + (k + 3) * width, d);
  }
#endif
  for (; k < count; k++) {
    for (int64_t n = 0; n < 4; n++) panel[k * width + n] = matrix[n * stride + k];
  }
}

}  // namespace

void packPanel(const Filters& filters, int64_t place, int64_t begin, int64_t count, int64_t first, int64_t used,
               int64_t width, float* panel) {
  const float* const matrix = filters.data + place * filters.rows * filters.columns;
  if (!filters.swapped) {
    const float* from = matrix + begin * filters.columns + first;
    for (int64_t k = 0; k < count; k++, from += filters.columns, panel += width) {
      std::copy(from, from + used, panel);
      std::fill(panel + used, panel + width, 0.0f);
    }
    return;
  }
  const int64_t stride = filters.rows;
  const float* const from = matrix + first * stride + begin;
  int64_t n = 0;
  for (; n + 4 <= used; n += 4) packFour(from + n * stride, stride, count, width, panel + n);
  for (; n < width; n++) {
    for (int64_t k = 0; k < count; k++) panel[k * width + n] = n < used ? from[n * stride + k] : 0.0f;
  }
}

}  // namespace planish
