// Included once for each instruction set, in a region that is compiled for it, after a type `Vector` is defined.

#include "microKernels.h"

namespace planish {
namespace {

/** The tile's registers. */
template <int rows, int vectors>
struct Tile {
  typename Vector::Numbers at[rows][vectors];

  PLANISH_INLINE Tile() {
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++) {
#pragma GCC unroll 2
      for (int v = 0; v < vectors; v++) at[r][v] = Vector::zero();
    }
  }

  /** Adds a column of the rows' numbers times a row of the panel. */
  template <typename Number>
  PLANISH_INLINE void add(const float* __restrict panel, const Number& number) {
    typename Vector::Numbers row[vectors];
#pragma GCC unroll 2
    for (int v = 0; v < vectors; v++) row[v] = Vector::load(panel + v * Vector::length);
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++) {
      const typename Vector::Numbers factor = Vector::same(number(r));
#pragma GCC unroll 2
      for (int v = 0; v < vectors; v++) at[r][v] = Vector::multiplyAdd(factor, row[v], at[r][v]);
    }
  }

  /** Writes row r, or adds it to what stands there. */
  PLANISH_INLINE void write(int r, float* out, int64_t columns, bool add) const {
    if (columns == vectors * Vector::length) {
#pragma GCC unroll 2
      for (int v = 0; v < vectors; v++) {
        float* const to = out + v * Vector::length;
        Vector::store(to, add ? Vector::sum(Vector::load(to), at[r][v]) : at[r][v]);
      }
      return;
    }
    float row[vectors * Vector::length];
#pragma GCC unroll 2
    for (int v = 0; v < vectors; v++) Vector::store(row + v * Vector::length, at[r][v]);
    for (int64_t j = 0; j < columns; j++) out[j] = add ? out[j] + row[j] : row[j];
  }
};

template <int rows, int vectors>
void rowsByPanel(const float* const* sources, int64_t taps, int64_t channels, const float* __restrict panel,
                 float* const* out, int64_t columns, bool add) {
  Tile<rows, vectors> tile;
  for (int64_t tap = 0; tap < taps; tap++, sources += rows) {
    const float* source[rows];
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++) source[r] = sources[r];
    for (int64_t c = 0; c < channels; c++, panel += vectors * Vector::length) {
      tile.add(panel, [&](int r) PLANISH_INLINE_LAMBDA { return source[r][c]; });
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < rows; r++) tile.write(r, out[r], columns, add);
}

template <int rows, int vectors>
void sumOverPositions(const float* __restrict source, const Position* __restrict positions, int64_t count,
                      const float* __restrict panel, float* __restrict out, int64_t stride, int64_t columns) {
  Tile<rows, vectors> tile;
  for (int64_t p = 0; p < count; p++) {
    const float* const from = source + positions[p].offset;
    tile.add(panel + positions[p].row * vectors * Vector::length,
             [&](int r) PLANISH_INLINE_LAMBDA { return from[r]; });
  }
#pragma GCC unroll 8
  for (int r = 0; r < rows; r++) tile.write(r, out + r * stride, columns, true);
}

#define PLANISH_EACH(kernel, vectors)                                                                        \
  {                                                                                                          \
    kernel<1, vectors>, kernel<2, vectors>, kernel<3, vectors>, kernel<4, vectors>, kernel<5, vectors>,      \
        kernel<6, vectors>, kernel<7, vectors>, kernel<8, vectors>                                           \
  }

constexpr MicroKernels kernels = {
    Vector::length,
    Vector::rows,
    {PLANISH_EACH(rowsByPanel, 1), PLANISH_EACH(rowsByPanel, 2)},
    {PLANISH_EACH(sumOverPositions, 1), PLANISH_EACH(sumOverPositions, 2)},
};

#undef PLANISH_EACH

}  // namespace
}  // namespace planish
