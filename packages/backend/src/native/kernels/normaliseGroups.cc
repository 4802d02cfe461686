#include <algorithm>
#include <cmath>
#include <vector>

#include "call.h"
#include "operations.h"
#include "parallel.h"
#include "vectorised.h"

namespace planish {
namespace {

/** Rows whose sum is taken before it is added to those of the others: long sums of small numbers lose digits. */
constexpr int64_t block = 32;

/** Σ x, or Σ (x − center)², over the rows, for each channel. */
PLANISH_VECTORISED
void channelSums(const float* __restrict x, const float* __restrict center, bool squared, int64_t width,
                 int64_t rows, float* __restrict part, float* __restrict sums) {
  std::fill(sums, sums + width, 0.0f);
  for (int64_t begin = 0; begin < rows; begin += block) {
    std::fill(part, part + width, 0.0f);
    for (int64_t row = begin; row < std::min(begin + block, rows); row++) {
      const float* __restrict at = x + row * width;
      if (squared) {
        for (int64_t j = 0; j < width; j++) part[j] += (at[j] - center[j]) * (at[j] - center[j]);
      } else {
        for (int64_t j = 0; j < width; j++) part[j] += at[j];
      }
    }
    for (int64_t j = 0; j < width; j++) sums[j] += part[j];
  }
}

/** Σ a∘b over the rows, for each channel. */
PLANISH_VECTORISED
void channelProducts(const float* __restrict a, const float* __restrict b, int64_t width, int64_t rows,
                     float* __restrict part, float* __restrict sums) {
  std::fill(sums, sums + width, 0.0f);
  for (int64_t begin = 0; begin < rows; begin += block) {
    std::fill(part, part + width, 0.0f);
    for (int64_t row = begin; row < std::min(begin + block, rows); row++) {
      for (int64_t j = 0; j < width; j++) part[j] += a[row * width + j] * b[row * width + j];
    }
    for (int64_t j = 0; j < width; j++) sums[j] += part[j];
  }
}

PLANISH_VECTORISED
void scaleRows(const float* __restrict x, const float* __restrict mean, const float* __restrict inverse,
               int64_t width, int64_t rows, float* __restrict y) {
  for (int64_t row = 0; row < rows; row++, x += width, y += width) {
    for (int64_t j = 0; j < width; j++) y[j] = (x[j] - mean[j]) * inverse[j];
  }
}

PLANISH_VECTORISED
void pullBackRows(const float* __restrict dy, const float* __restrict normalised, const float* __restrict mean,
                  const float* __restrict along, const float* __restrict inverse, int64_t width, int64_t rows,
                  float* __restrict dx) {
  for (int64_t row = 0; row < rows; row++, dy += width, normalised += width, dx += width) {
    for (int64_t j = 0; j < width; j++) dx[j] = (dy[j] - mean[j] - normalised[j] * along[j]) * inverse[j];
  }
}

/** Every channel's sum to the mean over the numbers of its group. */
void meansOfGroups(float* sums, int64_t width, int64_t groups, int64_t rows) {
  const int64_t channels = width / groups;
  for (int64_t first = 0; first < width; first += channels) {
    float sum = 0;
    for (int64_t j = first; j < first + channels; j++) sum += sums[j];
    std::fill(sums + first, sums + first + channels, sum / static_cast<float>(channels * rows));
  }
}

/** An input's examples, and their rows. */
struct Examples {
  Examples(const Operand& x, int64_t groups)
      : fit(x.shape.size() >= 2 && groups > 0 && x.width() % groups == 0),
        count(fit ? x.shape[0] : 0),
        width(x.width()),
        rows(count > 0 ? x.rows() / count : 0) {}

  bool fit;
  int64_t count;
  int64_t width;
  /** Of each example. */
  int64_t rows;
};

constexpr const char* misfit = "normaliseGroups: the shapes of the inputs and the number of groups do not fit";

void forward(void* attributes, TF_OpKernelContext* context) {
  const Attributes& at = *static_cast<Attributes*>(attributes);
  Call call(context);
  const Operand x = call.input(0);
  const Examples examples(x, at.groups);
  if (!call.expect(examples.fit, misfit)) return;
  const int64_t width = examples.width, rows = examples.rows;
  float* const y = call.output(0, x.shape);
  float* const inverses = call.output(1, {examples.count, 1, width});
  if (call.failed()) return;
  parallelFor(examples.count, [&](int64_t example) {
    const float* const from = x.data + example * rows * width;
    float* const inverse = inverses + example * width;
    std::vector<float> mean(width), part(width);
    channelSums(from, nullptr, false, width, rows, part.data(), mean.data());
    meansOfGroups(mean.data(), width, at.groups, rows);
    channelSums(from, mean.data(), true, width, rows, part.data(), inverse);
    meansOfGroups(inverse, width, at.groups, rows);
    for (int64_t j = 0; j < width; j++) inverse[j] = 1.0f / std::sqrt(inverse[j] + at.epsilon);
    scaleRows(from, mean.data(), inverse, width, rows, y + example * rows * width);
  });
}

void backward(void* attributes, TF_OpKernelContext* context) {
  const int64_t groups = static_cast<Attributes*>(attributes)->groups;
  Call call(context);
  const Operand dy = call.input(0), normalised = call.input(1), inverse = call.input(2);
  const Examples examples(dy, groups);
  const int64_t width = examples.width, rows = examples.rows;
  if (!call.expect(examples.fit && normalised.shape == dy.shape && inverse.size == examples.count * width, misfit))
    return;
  float* const dx = call.output(0, dy.shape);
  if (call.failed()) return;
  parallelFor(examples.count, [&](int64_t example) {
    const int64_t first = example * rows * width;
    const float* const cotangent = dy.data + first;
    const float* const direction = normalised.data + first;
    std::vector<float> mean(width), along(width), part(width);
    channelSums(cotangent, nullptr, false, width, rows, part.data(), mean.data());
    channelProducts(cotangent, direction, width, rows, part.data(), along.data());
    meansOfGroups(mean.data(), width, groups, rows);
    meansOfGroups(along.data(), width, groups, rows);
    pullBackRows(cotangent, direction, mean.data(), along.data(), inverse.data + example * width, width, rows,
                 dx + first);
  });
}

}  // namespace

void registerNormaliseGroups() {
  registerOperation("Planish1NormaliseGroups", {"x: float"}, {"normalised: float", "inverse: float"},
                    {"epsilon: float", "groups: int"}, forward);
  registerOperation("Planish1NormaliseGroupsGrad", {"dy: float", "normalised: float", "inverse: float"},
                    {"dx: float"}, {"groups: int"}, backward);
}

}  // namespace planish
