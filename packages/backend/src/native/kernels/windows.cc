#include "windows.h"

#include <algorithm>

namespace planish {

Windows windowsOf(const int64_t (&n)[windowNumbers]) {
  return {{n[0], n[1]}, {n[2], n[3]}, {n[4], n[5]}, {n[6], n[7]}, {n[8], n[9]}, {n[10], n[11]}};
}

Grid gridOfWindows(const Windows& w) {
  Grid grid = {{w.outputs[0], w.outputs[1]}, {w.strides[0], w.strides[1]}, {0, 0}, {1, 1}, {}};
  for (int64_t i = 0; i < w.kernel[0]; i++) {
    for (int64_t j = 0; j < w.kernel[1]; j++) {
      grid.taps.push_back(
          {i * w.dilations[0] - w.padding[0], j * w.dilations[1] - w.padding[1], i * w.kernel[1] + j});
    }
  }
  return grid;
}

std::vector<Grid> gridsOfPixels(const Windows& w) {
  std::vector<Grid> grids;
  for (int64_t row = 0; row < std::min(w.strides[0], w.inputs[0]); row++) {
    for (int64_t column = 0; column < std::min(w.strides[1], w.inputs[1]); column++) {
      Grid grid = {{(w.inputs[0] - row + w.strides[0] - 1) / w.strides[0],
                    (w.inputs[1] - column + w.strides[1] - 1) / w.strides[1]},
                   {1, 1},
                   {row, column},
                   {w.strides[0], w.strides[1]},
                   {}};
      for (int64_t i = 0; i < w.kernel[0]; i++) {
        const int64_t down = row + w.padding[0] - i * w.dilations[0];
        if (down % w.strides[0] != 0) continue;
        for (int64_t j = 0; j < w.kernel[1]; j++) {
          const int64_t across = column + w.padding[1] - j * w.dilations[1];
          if (across % w.strides[1] != 0) continue;
          grid.taps.push_back({down / w.strides[0], across / w.strides[1], i * w.kernel[1] + j});
        }
      }
      grids.push_back(grid);
    }
  }
  return grids;
}

}  // namespace planish
