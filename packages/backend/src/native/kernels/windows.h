#pragma once

#include <cstdint>
#include <vector>

namespace planish {

/** How the windows of a convolution lie in an image; down and across. */
struct Windows {
  int64_t inputs[2];
  int64_t outputs[2];
  int64_t kernel[2];
  int64_t strides[2];
  int64_t dilations[2];
  /** Zeros in front of the image. */
  int64_t padding[2];

  int64_t places() const { return kernel[0] * kernel[1]; }
};

/** Numbers of a {@link Windows}. */
constexpr int windowNumbers = 12;

/** From its numbers in the order of its members. */
Windows windowsOf(const int64_t (&numbers)[windowNumbers]);

/** A pixel that is read for each pixel of a grid, relative to where the grid's lies; and the filter's place for it. */
struct Tap {
  int64_t row;
  int64_t column;
  int64_t place;
};

/** Pixels of a destination that read the same taps of a source. */
struct Grid {
  int64_t size[2];
  /** From one of its pixels to the next: in the source, and in the destination, where its first one is `first`. */
  int64_t steps[2];
  int64_t first[2];
  int64_t strides[2];
  std::vector<Tap> taps;
};

/** A convolution: each window reads all of the kernel's places. */
Grid gridOfWindows(const Windows& windows);

/**
 * Its adjoint in the image: each pixel reads the windows that see it. Those are the same for pixels that lie a stride
 * apart.
 */
std::vector<Grid> gridsOfPixels(const Windows& windows);

}  // namespace planish
