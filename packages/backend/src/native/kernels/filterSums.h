#pragma once

#include "images.h"
#include "microKernels.h"
#include "windows.h"

namespace planish {

/**
 * For each group, and each place of its windows, Σ over the windows of what is seen there (a column of numbers) times
 * the cotangent of the window (a row): a convolution's gradient in its filter, [groups, places, channels of the
 * source, channels of the cotangents]. Patches are never put together, and what lies outside the source plays no part.
 *
 * @param size images of each group
 */
void sumOverWindows(const MicroKernels& kernels, const Windows& windows, int64_t groups, int64_t size,
                    const Images<const float>& source, const Images<const float>& cotangents, float* sums);

}  // namespace planish
