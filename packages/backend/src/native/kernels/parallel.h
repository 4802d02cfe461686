#pragma once

#include <cstdint>

namespace planish {

/**
 * Runs body(state, chunk) for every chunk in [0, chunks), on the calling thread and on those of a pool that lives as
 * long as the process. Where the pool is busy with another caller's work, all on the calling thread.
 */
void parallelFor(int64_t chunks, void (*body)(const void* state, int64_t chunk), const void* state);

template <typename Body>
void parallelFor(int64_t chunks, const Body& body) {
  parallelFor(chunks, [](const void* state, int64_t chunk) { (*static_cast<const Body*>(state))(chunk); }, &body);
}

/**
 * How `rows` rows of `width` numbers are cut into chunks. It depends on the shape alone, never on the number of
 * threads: sums that are taken chunk by chunk have the same bits whoever computes them.
 */
struct Partition {
  Partition(int64_t rows, int64_t width) : rows(rows) {
    // 64 kB of each operand: a few of them fit into a core's second-level cache.
    constexpr int64_t numbers = 16384;
    size = width < numbers ? numbers / (width > 0 ? width : 1) : 1;
    chunks = (rows + size - 1) / size;
  }
  int64_t begin(int64_t chunk) const { return chunk * size; }
  int64_t end(int64_t chunk) const { return (chunk + 1) * size < rows ? (chunk + 1) * size : rows; }

  int64_t rows;
  int64_t size;
  int64_t chunks;
};

}  // namespace planish
