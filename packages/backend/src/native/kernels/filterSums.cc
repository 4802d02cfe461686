#include "filterSums.h"

#include <algorithm>
#include <vector>

#include "filters.h"
#include "parallel.h"
#include "scratch.h"

namespace planish {
namespace {

/** Windows at a time: what they see and their cotangents stay in the first- and second-level cache. */
constexpr int64_t windowsAtATime = 128;
/** Panels of cotangents at a time. */
constexpr int64_t panelsAtATime = 8;
/** Below so many chunks groups are cut up. */
constexpr int64_t fewChunks = 16;
/** Windows that a part of a group has at least. */
constexpr int64_t partWindows = 1024;
/** Numbers that the sums of a group's parts may have together. */
constexpr int64_t partNumbers = 4 << 20;

class WindowSums {
 public:
  WindowSums(const MicroKernels& kernels, const Windows& windows, int64_t groups, int64_t size,
             const Images<const float>& source, const Images<const float>& cotangents, float* sums)
      : kernels_(kernels), windows_(windows), groups_(groups), size_(size), source_(source),
        cotangents_(cotangents), sums_(sums), numbers_(windows.places() * source.channels * cotangents.channels),
        rows_(size * windows.outputs[0] * windows.outputs[1]),
        tiles_(ceilDivide(source.channels, kernels.rows)) {}

  void run() const {
    const int64_t parts = partsOfGroup();
    const int64_t panels = ceilDivide(cotangents_.channels, kernels_.width());
    const int64_t chunks = groups_ * parts;
    const int64_t columnChunks = chunks < fewChunks ? std::min(panels, ceilDivide(fewChunks, chunks)) : 1;
    std::vector<float> partial(parts > 1 ? chunks * numbers_ : 0);
    float* const results = parts > 1 ? partial.data() : sums_;
    parallelFor(chunks * columnChunks, [&](int64_t chunk) {
      const int64_t column = chunk % columnChunks, sum = chunk / columnChunks;
      part(sum / parts, sum % parts * rows_ / parts, (sum % parts + 1) * rows_ / parts,
           column * panels / columnChunks, (column + 1) * panels / columnChunks, results + sum * numbers_);
    });
    if (parts > 1) addParts(partial.data(), parts);
  }

 private:
  /** As many as there is use for: the shapes alone say how many, so that the sums have the same bits everywhere. */
  int64_t partsOfGroup() const {
    if (groups_ >= fewChunks) return 1;
    const int64_t most = std::min(rows_ / partWindows, partNumbers / std::max<int64_t>(1, numbers_));
    return std::max<int64_t>(1, std::min(ceilDivide(fewChunks, groups_), most));
  }

  void addParts(const float* partial, int64_t parts) const {
    const Partition slices(numbers_, 1);
    parallelFor(groups_ * slices.chunks, [&](int64_t chunk) {
      const int64_t group = chunk / slices.chunks, slice = chunk % slices.chunks;
      const int64_t begin = slices.begin(slice), end = slices.end(slice);
      const float* const from = partial + group * parts * numbers_;
      float* const to = sums_ + group * numbers_;
      std::copy(from + begin, from + end, to + begin);
      for (int64_t part = 1; part < parts; part++) {
        for (int64_t j = begin; j < end; j++) to[j] += from[part * numbers_ + j];
      }
    });
  }

  /** Some windows and panels of one group. */
  void part(int64_t group, int64_t rowBegin, int64_t rowEnd, int64_t panelBegin, int64_t panelEnd,
            float* sums) const {
    const int64_t rows = windows_.places() * source_.channels, columns = cotangents_.channels;
    const int64_t first = panelBegin * kernels_.width(), last = std::min(columns, panelEnd * kernels_.width());
    for (int64_t row = 0; row < rows; row++) std::fill(sums + row * columns + first, sums + row * columns + last, 0.0f);
    for (int64_t begin = rowBegin; begin < rowEnd; begin += windowsAtATime) {
      const int64_t end = std::min(begin + windowsAtATime, rowEnd);
      const int64_t step = panelsAtATime * kernels_.width();
      for (int64_t column = first; column < last; column += step) {
        block(group, begin, end, column, std::min(column + step, last), sums);
      }
    }
  }

  void block(int64_t group, int64_t begin, int64_t end, int64_t first, int64_t last, float* sums) const {
    static thread_local Scratch memory;
    const int64_t count = end - begin, columns = cotangents_.channels;
    float* const packed = memory.numbers(count * (last - first + kernels_.width()));
    const Filters rows = {cotangents_.data + (group * rows_ + begin) * columns, count, columns, false};
    float* to = packed;
    for (int64_t column = first; column < last; column += kernels_.width()) {
      const int64_t used = std::min(kernels_.width(), last - column);
      const int64_t width = kernels_.vectors(used) * kernels_.vector;
      packPanel(rows, 0, 0, count, column, used, width, to);
      to += count * width;
    }
    Position positions[windowsAtATime];
    const float* const images = source_.data + group * size_ * source_.size();
    for (int64_t place = 0; place < windows_.places(); place++) {
      const int64_t image = begin / (windows_.outputs[0] * windows_.outputs[1]);
      const int64_t seen = locate(place, begin, end, positions);
      addPlace(images + image * source_.size(), positions, seen, packed, count, first, last,
               sums + place * source_.channels * columns);
    }
  }

  /** Where the windows [begin, end) of a group see a pixel at a place, relative to the first one's image. */
  int64_t locate(int64_t place, int64_t begin, int64_t end, Position* positions) const {
    const int64_t height = windows_.outputs[0], width = windows_.outputs[1];
    const int64_t top = place / windows_.kernel[1] * windows_.dilations[0] - windows_.padding[0];
    const int64_t left = place % windows_.kernel[1] * windows_.dilations[1] - windows_.padding[1];
    int64_t down = begin % (height * width) / width, across = begin % width, start = 0, seen = 0;
    for (int64_t row = begin; row < end; row++) {
      const int64_t y = down * windows_.strides[0] + top, x = across * windows_.strides[1] + left;
      if (y >= 0 && y < source_.height && x >= 0 && x < source_.width) {
        const int64_t offset = start + (y * source_.width + x) * source_.channels;
        positions[seen++] = {static_cast<int32_t>(offset), static_cast<int32_t>(row - begin)};
      }
      if (++across < width) continue;
      across = 0;
      if (++down < height) continue;
      down = 0;
      start += source_.size();
    }
    return seen;
  }

  /** The channels in tiles that are as equal as can be: one with few rows would take as long as one with many. */
  void addPlace(const float* source, const Position* positions, int64_t seen, const float* packed, int64_t count,
                int64_t first, int64_t last, float* sums) const {
    const int64_t columns = cotangents_.channels, channels = source_.channels;
    for (int64_t tile = 0; tile < tiles_; tile++) {
      const int64_t begin = tile * channels / tiles_, rows = (tile + 1) * channels / tiles_ - begin;
      const float* panel = packed;
      for (int64_t column = first; column < last; column += kernels_.width()) {
        const int64_t used = std::min(kernels_.width(), last - column), vectors = kernels_.vectors(used);
        kernels_.sumOverPositions[vectors - 1][rows - 1](source + begin, positions, seen, panel,
                                                         sums + begin * columns + column, columns, used);
        panel += count * vectors * kernels_.vector;
      }
    }
  }

  const MicroKernels& kernels_;
  const Windows& windows_;
  const int64_t groups_;
  const int64_t size_;
  const Images<const float>& source_;
  const Images<const float>& cotangents_;
  float* const sums_;
  /** Of a group's sums. */
  const int64_t numbers_;
  /** Windows of a group. */
  const int64_t rows_;
  const int64_t tiles_;
};

}  // namespace

void sumOverWindows(const MicroKernels& kernels, const Windows& windows, int64_t groups, int64_t size,
                    const Images<const float>& source, const Images<const float>& cotangents, float* sums) {
  WindowSums(kernels, windows, groups, size, source, cotangents, sums).run();
}

}  // namespace planish
