#include "rowsByFilters.h"

#include <algorithm>

#include "parallel.h"
#include "scratch.h"

namespace planish {
namespace {

/** Rows of a panel at a time: with two vectors of eight, 16 kB, half of a core's first-level cache. */
constexpr int64_t depth = 256;
/** Panels at a time: together they fit into the second-level cache. */
constexpr int64_t panelsAtATime = 8;
/** Rows of the result that one chunk has, so that packing the panels is little beside using them. */
constexpr int64_t chunkRows = 1024;
/** Below so many chunks columns are shared out too. */
constexpr int64_t fewChunks = 8;

/** As many of a float32 as a pointer takes. */
constexpr int64_t pointerNumbers = sizeof(const float*) / sizeof(0.0f);

/** The work of one grid. */
class GridProduct {
 public:
  GridProduct(const MicroKernels& kernels, const Grid& grid, int64_t groups, int64_t size, int64_t places,
              const Images<const float>& source, const Filters& filters, const Images<float>& destination, bool triangular)
      : kernels_(kernels), grid_(grid), groups_(groups), places_(places), source_(source), filters_(filters),
        destination_(destination), triangular_(triangular), rows_(size * grid.size[0] * grid.size[1]), size_(size),
        zeros_(std::min(source.channels, depth), 0.0f) {}

  void run() const {
    if (rows_ == 0 || groups_ == 0) return;
    const int64_t panels = ceilDivide(filters_.columns, kernels_.width());
    const int64_t rowChunks = std::max<int64_t>(1, (rows_ + chunkRows / 2) / chunkRows);
    const int64_t chunks = groups_ * rowChunks;
    const int64_t columnChunks = chunks < fewChunks ? std::min(panels, ceilDivide(fewChunks, chunks)) : 1;
    parallelFor(chunks * columnChunks, [&](int64_t chunk) {
      const int64_t column = chunk % columnChunks, row = chunk / columnChunks % rowChunks;
      part(chunk / columnChunks / rowChunks, row * rows_ / rowChunks, (row + 1) * rows_ / rowChunks,
           column * panels / columnChunks, (column + 1) * panels / columnChunks);
    });
  }

 private:
  /** Some rows and panels of one group. */
  void part(int64_t group, int64_t rowBegin, int64_t rowEnd, int64_t panelBegin, int64_t panelEnd) const {
    for (int64_t panel = panelBegin; panel < panelEnd; panel += panelsAtATime) {
      const int64_t first = panel * kernels_.width();
      const int64_t last = std::min(filters_.columns, std::min(panel + panelsAtATime, panelEnd) * kernels_.width());
      columns(group, rowBegin, rowEnd, first, last);
    }
  }

  void columns(int64_t group, int64_t rowBegin, int64_t rowEnd, int64_t first, int64_t last) const {
    const int64_t taps = static_cast<int64_t>(grid_.taps.size());
    if (taps == 0) return clear(group, rowBegin, rowEnd, first, last);
    const int64_t channels = source_.channels;
    const int64_t pieces = ceilDivide(channels, depth);
    const int64_t tapsAtATime = std::max<int64_t>(1, std::min(taps, depth / channels));
    bool add = false;
    for (int64_t tap = 0; tap < taps; tap += tapsAtATime) {
      for (int64_t piece = 0; piece < pieces; piece++) {
        const int64_t begin = piece * channels / pieces, end = (piece + 1) * channels / pieces;
        block(group, rowBegin, rowEnd, first, last, tap, std::min(tap + tapsAtATime, taps), begin, end, add);
        add = true;
      }
    }
  }

  /** What some taps and channels add. */
  void block(int64_t group, int64_t rowBegin, int64_t rowEnd, int64_t first, int64_t last, int64_t tapBegin,
             int64_t tapEnd, int64_t begin, int64_t end, bool add) const {
    static thread_local Scratch packedMemory, pointerMemory;
    const int64_t taps = tapEnd - tapBegin, channels = end - begin;
    float* const packed = packedMemory.numbers(taps * channels * (last - first + kernels_.width()));
    pack(filters_.of(group, places_), first, last, tapBegin, tapEnd, begin, end, packed);
    const float** const sources = reinterpret_cast<const float**>(
        pointerMemory.numbers(taps * mostRows * pointerNumbers));
    float* starts[mostRows];
    float* out[mostRows];
    for (int64_t row = rowBegin; row < rowEnd; row += kernels_.rows) {
      const int64_t rows = std::min(kernels_.rows, rowEnd - row);
      for (int64_t r = 0; r < rows; r++) {
        starts[r] = locate(group, row + r, rows, tapBegin, tapEnd, begin, sources + r);
      }
      const float* panel = packed;
      const int64_t reach = triangular_ ? std::min(last, row + rows) : last;
      for (int64_t column = first; column < reach; column += kernels_.width()) {
        const int64_t used = std::min(kernels_.width(), last - column), vectors = kernels_.vectors(used);
        for (int64_t r = 0; r < rows; r++) out[r] = starts[r] + column;
        kernels_.rowsByPanel[vectors - 1][rows - 1](sources, taps, channels, panel, out, used, add);
        panel += taps * channels * vectors * kernels_.vector;
      }
    }
  }

  void pack(const Filters& filters, int64_t first, int64_t last, int64_t tapBegin, int64_t tapEnd, int64_t begin,
            int64_t end, float* packed) const {
    for (int64_t column = first; column < last; column += kernels_.width()) {
      const int64_t used = std::min(kernels_.width(), last - column);
      const int64_t width = kernels_.vectors(used) * kernels_.vector;
      for (int64_t tap = tapBegin; tap < tapEnd; tap++, packed += (end - begin) * width) {
        packPanel(filters, grid_.taps[tap].place, begin, end - begin, column, used, width, packed);
      }
    }
  }

  /** Where a row of the result is written, and, `apart` from each other, where its taps are read. */
  float* locate(int64_t group, int64_t row, int64_t apart, int64_t tapBegin, int64_t tapEnd, int64_t channel,
                const float** sources) const {
    const int64_t pixels = grid_.size[0] * grid_.size[1];
    const int64_t image = group * size_ + row / pixels, pixel = row % pixels;
    const int64_t down = pixel / grid_.size[1], across = pixel % grid_.size[1];
    const float* const from = source_.data + image * source_.size() + channel;
    for (int64_t tap = tapBegin; tap < tapEnd; tap++, sources += apart) {
      const int64_t y = down * grid_.steps[0] + grid_.taps[tap].row;
      const int64_t x = across * grid_.steps[1] + grid_.taps[tap].column;
      const bool inside = y >= 0 && y < source_.height && x >= 0 && x < source_.width;
      *sources = inside ? from + (y * source_.width + x) * source_.channels : zeros_.data();
    }
    return pixelOf(image, down, across);
  }

  float* pixelOf(int64_t image, int64_t down, int64_t across) const {
    const int64_t y = grid_.first[0] + down * grid_.strides[0], x = grid_.first[1] + across * grid_.strides[1];
    return destination_.data + image * destination_.size() + (y * destination_.width + x) * destination_.channels;
  }

  /** Pixels that read nothing. */
  void clear(int64_t group, int64_t rowBegin, int64_t rowEnd, int64_t first, int64_t last) const {
    for (int64_t row = rowBegin; row < rowEnd; row++) {
      float* const to = locate(group, row, 1, 0, 0, 0, nullptr);
      std::fill(to + first, to + last, 0.0f);
    }
  }

  const MicroKernels& kernels_;
  const Grid& grid_;
  const int64_t groups_;
  const int64_t places_;
  const Images<const float>& source_;
  const Filters& filters_;
  const Images<float>& destination_;
  const bool triangular_;
  /** Of a group. */
  const int64_t rows_;
  const int64_t size_;
  const std::vector<float> zeros_;
};

}  // namespace

void multiplyByFilters(const MicroKernels& kernels, const std::vector<Grid>& grids, int64_t groups, int64_t size,
                       int64_t places, const Images<const float>& source, const Filters& filters,
                       const Images<float>& destination, bool triangular) {
  for (const Grid& grid : grids) {
    GridProduct(kernels, grid, groups, size, places, source, filters, destination, triangular).run();
  }
}

}  // namespace planish
