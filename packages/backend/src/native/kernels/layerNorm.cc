#include "call.h"
#include "moments.h"
#include "operations.h"
#include "parallel.h"
#include "rows.h"
#include "vectorised.h"

namespace planish {
namespace {

/**
 * Only the mean and 1/σ of each row are kept for the gradient, which computes x̂ again from x: to read x̂ instead
 * would cost the same, and to write it a third more.
 */
PLANISH_VECTORISED
void forwardRows(const float* __restrict x, const float* __restrict scale, const float* __restrict bias,
                 int64_t width, int64_t rows, float epsilon, float* __restrict y, float* __restrict moments) {
  Moments at;
  for (int64_t tile; rows > 0; rows -= tile, x += tile * width, y += tile * width, moments += 2 * tile) {
    tile = tileOf(width, rows);
    computeMoments(x, width, tile, epsilon, at);
    for (int64_t row = 0; row < tile; row++) {
      const float* __restrict from = x + row * width;
      float* __restrict to = y + row * width;
      const float mean = at.mean[row], inverse = at.inverse[row];
      moments[2 * row] = mean;
      moments[2 * row + 1] = inverse;
      if (bias == nullptr) {
        for (int64_t j = 0; j < width; j++) to[j] = (from[j] - mean) * inverse * scale[j];
      } else {
        for (int64_t j = 0; j < width; j++) to[j] = (from[j] - mean) * inverse * scale[j] + bias[j];
      }
    }
  }
}

/** dx, and the rows' sums of dy∘x̂ and dy, added to what stands there. */
PLANISH_VECTORISED
void backwardRows(const float* __restrict dy, const float* __restrict x, const float* __restrict scale,
                  const float* __restrict moments, int64_t width, int64_t rows, float* __restrict dx,
                  float* __restrict scaleSums, float* __restrict biasSums) {
  const float share = 1.0f / static_cast<float>(width);
  float means[tileRows], alongs[tileRows];
  int64_t tile;
  for (; rows > 0; rows -= tile, dy += tile * width, x += tile * width, dx += tile * width, moments += 2 * tile) {
    tile = tileOf(width, rows);
    for (int64_t row = 0; row < tile; row++) {
      const float* __restrict cotangent = dy + row * width;
      const float* __restrict at = x + row * width;
      const float center = moments[2 * row], inverse = moments[2 * row + 1];
      float sum = 0, product = 0;
#pragma omp simd reduction(+ : sum, product)
      for (int64_t j = 0; j < width; j++) {
        const float normalised = (at[j] - center) * inverse;
        biasSums[j] += cotangent[j];
        scaleSums[j] += cotangent[j] * normalised;
        sum += cotangent[j] * scale[j];
        product += cotangent[j] * scale[j] * normalised;
      }
      means[row] = sum * share;
      alongs[row] = product * share;
    }
    for (int64_t row = 0; row < tile; row++) {
      const float* __restrict cotangent = dy + row * width;
      const float* __restrict at = x + row * width;
      float* __restrict to = dx + row * width;
      const float center = moments[2 * row], inverse = moments[2 * row + 1];
      const float mean = means[row], along = alongs[row];
      for (int64_t j = 0; j < width; j++) {
        const float normalised = (at[j] - center) * inverse;
        to[j] = (cotangent[j] * scale[j] - mean - normalised * along) * inverse;
      }
    }
  }
}

std::vector<int64_t> twoPerRow(const Operand& x) {
  std::vector<int64_t> shape = x.shape;
  shape.back() = 2;
  return shape;
}

void forward(void* attributes, TF_OpKernelContext* context) {
  const Attributes& at = *static_cast<Attributes*>(attributes);
  Call call(context);
  const Operand x = call.input(0), scale = call.input(1), bias = call.input(2);
  const GroupRows groups(x, scale);
  if (!call.expect(groups.fit && bias.shape == scale.shape, misfit)) return;
  float* const y = call.output(0, x.shape);
  float* const moments = call.output(1, twoPerRow(x));
  if (call.failed()) return;
  const int64_t width = x.width();
  forEachChunk(groups, width, [&](int64_t group, int64_t begin, int64_t rows, int64_t) {
    const float* const shift = at.biased ? bias.data + group * width : nullptr;
    forwardRows(x.data + begin * width, scale.data + group * width, shift, width, rows, at.epsilon,
                y + begin * width, moments + 2 * begin);
  });
}

void backward(void*, TF_OpKernelContext* context) {
  Call call(context);
  const Operand dy = call.input(0), x = call.input(1), scale = call.input(2), moments = call.input(3);
  const GroupRows groups(x, scale);
  if (!call.expect(groups.fit && dy.shape == x.shape && moments.size == 2 * x.rows(), misfit)) return;
  float* const dx = call.output(0, x.shape);
  float* const scaleGradient = call.output(1, scale.shape);
  float* const biasGradient = call.output(2, scale.shape);
  if (call.failed()) return;
  const int64_t width = x.width();
  GroupSums sums(groups, width, {scaleGradient, biasGradient});
  forEachChunk(groups, width, [&](int64_t group, int64_t begin, int64_t rows, int64_t chunk) {
    const int64_t first = begin * width;
    backwardRows(dy.data + first, x.data + first, scale.data + group * width, moments.data + 2 * begin, width, rows,
                 dx + first, sums.of(0, chunk), sums.of(1, chunk));
  });
  sums.finish();
}

}  // namespace

void registerLayerNorm() {
  registerOperation("Planish1LayerNorm", {"x: float", "scale: float", "bias: float"}, {"y: float", "moments: float"},
                    {"epsilon: float", "biased: bool"}, forward);
  registerOperation("Planish1LayerNormGrad", {"dy: float", "x: float", "scale: float", "moments: float"},
                    {"dx: float", "dscale: float", "dbias: float"}, {}, backward);
}

}  // namespace planish
