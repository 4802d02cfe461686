#pragma once

#include <vector>

#include "filters.h"
#include "images.h"
#include "microKernels.h"
#include "windows.h"

namespace planish {

/**
 * Every pixel of the destination that is in one of the grids becomes Σ over the grid's taps of the source's pixel
 * times the filters' matrix of that place; outside the source lie zeros. Patches are never put together: the product
 * reads the pixels where they are.
 *
 * @param size images of each group; a group has filters of its own
 * @param triangular only the pixels' channels up to the pixel's number, and some to the right of that
 */
void multiplyByFilters(const MicroKernels& kernels, const std::vector<Grid>& grids, int64_t groups, int64_t size,
                       int64_t places, const Images<const float>& source, const Filters& filters,
                       const Images<float>& destination, bool triangular = false);

}  // namespace planish
