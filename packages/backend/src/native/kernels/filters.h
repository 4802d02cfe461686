#pragma once

#include <algorithm>
#include <cstdint>

#include "microKernels.h"

namespace planish {

/** Matrices of a group, one for each place of a kernel: [places, rows, columns] in memory, or with the last two swapped. */
struct Filters {
  const float* data;
  int64_t rows;
  int64_t columns;
  bool swapped;

  /** Those of another group. */
  Filters of(int64_t group, int64_t places) const {
    return {data + group * places * rows * columns, rows, columns, swapped};
  }
};

/**
 * Rows [begin, begin + count) and columns [first, first + used) of the matrix of one place, as the rows of a panel of
 * `width` columns; what is left of it are zeros.
 */
void packPanel(const Filters& filters, int64_t place, int64_t begin, int64_t count, int64_t first, int64_t used,
               int64_t width, float* panel);

}  // namespace planish
