#include "call.h"
#include "moments.h"
#include "operations.h"
#include "parallel.h"
#include "vectorised.h"

namespace planish {
namespace {

PLANISH_VECTORISED
void normaliseRows(const float* __restrict x, int64_t width, int64_t rows, float epsilon, float* __restrict y,
                   float* __restrict inverse) {
  Moments at;
  for (int64_t tile; rows > 0; rows -= tile, x += tile * width, y += tile * width, inverse += tile) {
    tile = tileOf(width, rows);
    computeMoments(x, width, tile, epsilon, at);
    for (int64_t row = 0; row < tile; row++) {
      const float mean = at.mean[row], scale = at.inverse[row];
      inverse[row] = scale;
      for (int64_t j = 0; j < width; j++) y[row * width + j] = (x[row * width + j] - mean) * scale;
    }
  }
}

PLANISH_VECTORISED
void pullBackRows(const float* __restrict dy, const float* __restrict normalised, const float* __restrict inverse,
                  int64_t width, int64_t rows, float* __restrict dx) {
  const float share = 1.0f / static_cast<float>(width);
  float means[tileRows], alongs[tileRows];
  int64_t tile;
  for (; rows > 0; rows -= tile, dy += tile * width, normalised += tile * width, dx += tile * width, inverse += tile) {
    tile = tileOf(width, rows);
    for (int64_t row = 0; row < tile; row++) {
      const float* __restrict cotangent = dy + row * width;
      const float* __restrict direction = normalised + row * width;
      float sum = 0, product = 0;
#pragma omp simd reduction(+ : sum, product)
      for (int64_t j = 0; j < width; j++) {
        sum += cotangent[j];
        product += cotangent[j] * direction[j];
      }
      means[row] = sum * share;
      alongs[row] = product * share;
    }
    for (int64_t row = 0; row < tile; row++) {
      const float mean = means[row], along = alongs[row], scale = inverse[row];
      for (int64_t j = row * width; j < (row + 1) * width; j++) dx[j] = (dy[j] - mean - normalised[j] * along) * scale;
    }
  }
}

std::vector<int64_t> onePerRow(const Operand& x) {
  std::vector<int64_t> shape = x.shape;
  if (!shape.empty()) shape.back() = 1;
  return shape;
}

void normalise(void* attributes, TF_OpKernelContext* context) {
  const float epsilon = static_cast<Attributes*>(attributes)->epsilon;
  Call call(context);
  const Operand x = call.input(0);
  if (!call.expect(!x.shape.empty(), "normalise: a scalar has no last axis")) return;
  float* const y = call.output(0, x.shape);
  float* const inverse = call.output(1, onePerRow(x));
  if (call.failed()) return;
  const int64_t width = x.width();
  const Partition partition(x.rows(), width);
  parallelFor(partition.chunks, [&](int64_t chunk) {
    const int64_t begin = partition.begin(chunk), rows = partition.end(chunk) - begin;
    normaliseRows(x.data + begin * width, width, rows, epsilon, y + begin * width, inverse + begin);
  });
}

void normaliseGradient(void*, TF_OpKernelContext* context) {
  Call call(context);
  const Operand dy = call.input(0), normalised = call.input(1), inverse = call.input(2);
  if (!call.expect(dy.shape == normalised.shape && !dy.shape.empty() && inverse.size == dy.rows(),
                   "normalise: the shapes of a cotangent and of what was saved for it differ"))
    return;
  float* const dx = call.output(0, dy.shape);
  if (call.failed()) return;
  const int64_t width = dy.width();
  const Partition partition(dy.rows(), width);
  parallelFor(partition.chunks, [&](int64_t chunk) {
    const int64_t begin = partition.begin(chunk), rows = partition.end(chunk) - begin;
    const int64_t first = begin * width;
    pullBackRows(dy.data + first, normalised.data + first, inverse.data + begin, width, rows, dx + first);
  });
}

}  // namespace

void registerNormalise() {
  registerOperation("Planish1Normalise", {"x: float"}, {"normalised: float", "inverse: float"}, {"epsilon: float"},
                    normalise);
  registerOperation("Planish1NormaliseGrad", {"dy: float", "normalised: float", "inverse: float"}, {"dx: float"}, {},
                    normaliseGradient);
}

}  // namespace planish
