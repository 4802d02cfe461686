#pragma once

#include <cstdint>

namespace planish {

/** The columns that a panel has are a multiple of this; its rows are filled up with zeros. */
constexpr int64_t mostWidth = 32;
/** The rows that a micro-kernel takes at a time are at most so many. */
constexpr int64_t mostRows = 8;

/** One place of a sum over positions: where the rows' numbers stand, and which row of the panel goes with them. */
struct Position {
  int32_t offset;
  int32_t row;
};

/**
 * What products are made of: a tile of a few rows by a panel of columns, which stays in registers while it is summed.
 * For each number of rows, and for a panel of one vector or of two.
 */
struct MicroKernels {
  /** Numbers of a vector. */
  int64_t vector;
  /** Of a tile, at most. */
  int64_t rows;

  /**
   * out[r][j] (+)= Σ_t Σ_c sources[t·rows + r][c] · panel[t·channels + c][j]: each row reads its own numbers for each
   * of some taps, wherever they stand.
   *
   * @param columns how many of the panel's columns are written
   */
  using RowsByPanel = void (*)(const float* const* sources, int64_t taps, int64_t channels, const float* panel,
                               float* const* out, int64_t columns, bool add);
  /** out[r·stride + j] += Σ_p source[positions[p].offset + r] · panel[positions[p].row][j] */
  using SumOverPositions = void (*)(const float* source, const Position* positions, int64_t count,
                                    const float* panel, float* out, int64_t stride, int64_t columns);

  /** By vectors of a panel − 1 and rows − 1. */
  RowsByPanel rowsByPanel[2][mostRows];
  SumOverPositions sumOverPositions[2][mostRows];

  int64_t width() const { return 2 * vector; }
  /** Of a panel with so many columns. */
  int64_t vectors(int64_t columns) const { return columns > vector ? 2 : 1; }
};

/**
 * For the best instruction set that this processor has; none where it has no instruction that multiplies and adds in
 * one. TensorFlow's products are as good there.
 */
const MicroKernels* microKernels();

}  // namespace planish
