#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "call.h"
#include "parallel.h"

namespace planish {

/**
 * Vectors that go with the channels: one for all, [n], or one for each group of examples, [G, n], where the rows of
 * x are the groups' one after the other.
 */
struct GroupRows {
  GroupRows(const Operand& x, const Operand& vectors)
      : groups(vectors.shape.size() == 2 ? vectors.shape[0] : 1),
        fit(!x.shape.empty() && !vectors.shape.empty() && vectors.shape.size() <= 2 && vectors.width() == x.width() &&
            groups > 0 && x.rows() % groups == 0),
        rows(fit ? x.rows() / groups : 0) {}
  GroupRows(const Operand& x, int64_t groups)
      : groups(groups), fit(!x.shape.empty() && groups > 0 && x.rows() % groups == 0), rows(fit ? x.rows() / groups : 0) {}

  int64_t groups;
  bool fit;
  /** Of each group. */
  int64_t rows;
};

constexpr const char* misfit = "the shapes of an input and of a row of numbers for each group do not fit";

/** body(group, first row, number of rows, chunk) for every chunk of every group. */
template <typename Body>
void forEachChunk(const GroupRows& groups, int64_t width, const Body& body) {
  const Partition partition(groups.rows, width);
  parallelFor(groups.groups * partition.chunks, [&](int64_t chunk) {
    const int64_t group = chunk / partition.chunks, part = chunk % partition.chunks;
    const int64_t begin = partition.begin(part);
    body(group, group * groups.rows + begin, partition.end(part) - begin, chunk);
  });
}

/** Two sums over the rows of each group, [G, n] each: taken by chunks, which are added in their order. */
class GroupSums {
 public:
  GroupSums(const GroupRows& groups, int64_t width, std::array<float*, 2> results)
      : groups_(groups), width_(width), parts_(Partition(groups.rows, width).chunks), results_(results) {
    for (float* result : results_)
      if (result != nullptr) std::fill(result, result + groups.groups * width, 0.0f);
    if (parts_ > 1) partial_.assign(2 * groups.groups * parts_ * width, 0.0f);
  }

  /** Where a chunk adds up its share of sum `which`; zeros at first. */
  float* of(int which, int64_t chunk) {
    if (parts_ == 1) return results_[which] + chunk * width_;
    return partial_.data() + (2 * chunk + which) * width_;
  }

  void finish() {
    if (parts_ == 1) return;
    for (int64_t chunk = 0; chunk < groups_.groups * parts_; chunk++) {
      for (int which = 0; which < 2; which++) {
        if (results_[which] == nullptr) continue;
        float* const result = results_[which] + chunk / parts_ * width_;
        const float* const share = of(which, chunk);
        for (int64_t j = 0; j < width_; j++) result[j] += share[j];
      }
    }
  }

 private:
  const GroupRows groups_;
  const int64_t width_;
  const int64_t parts_;
  const std::array<float*, 2> results_;
  std::vector<float> partial_;
};

}  // namespace planish
