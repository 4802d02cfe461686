#include "call.h"
#include "operations.h"
#include "parallel.h"
#include "rows.h"
#include "vectorised.h"

namespace planish {
namespace {

PLANISH_VECTORISED
void affineRows(const float* __restrict x, const float* __restrict scale, const float* __restrict bias,
                int64_t width, int64_t rows, float* __restrict y) {
  for (int64_t row = 0; row < rows; row++, x += width, y += width) {
    if (bias == nullptr) {
      for (int64_t j = 0; j < width; j++) y[j] = x[j] * scale[j];
    } else {
      for (int64_t j = 0; j < width; j++) y[j] = x[j] * scale[j] + bias[j];
    }
  }
}

/** Adds the rows' dy∘x and dy to what stands in the sums. */
PLANISH_VECTORISED
void sumRows(const float* __restrict dy, const float* __restrict x, int64_t width, int64_t rows,
             float* __restrict products, float* __restrict sums) {
  for (int64_t row = 0; row < rows; row++, dy += width, x += width) {
    for (int64_t j = 0; j < width; j++) {
      products[j] += dy[j] * x[j];
      sums[j] += dy[j];
    }
  }
}

void affine(void* attributes, TF_OpKernelContext* context) {
  const bool biased = static_cast<Attributes*>(attributes)->biased;
  Call call(context);
  const Operand x = call.input(0), scale = call.input(1), bias = call.input(2);
  const GroupRows groups(x, scale);
  if (!call.expect(groups.fit && bias.shape == scale.shape, misfit)) return;
  float* const y = call.output(0, x.shape);
  if (call.failed()) return;
  const int64_t width = x.width();
  forEachChunk(groups, width, [&](int64_t group, int64_t begin, int64_t rows, int64_t) {
    const float* const shift = biased ? bias.data + group * width : nullptr;
    affineRows(x.data + begin * width, scale.data + group * width, shift, width, rows, y + begin * width);
  });
}

void sumsByGroup(void* attributes, TF_OpKernelContext* context) {
  Call call(context);
  const Operand dy = call.input(0), x = call.input(1);
  const GroupRows groups(x, static_cast<Attributes*>(attributes)->groups);
  if (!call.expect(groups.fit && dy.shape == x.shape, misfit)) return;
  const int64_t width = x.width();
  float* const products = call.output(0, {groups.groups, width});
  float* const plain = call.output(1, {groups.groups, width});
  if (call.failed()) return;
  GroupSums sums(groups, width, {products, plain});
  forEachChunk(groups, width, [&](int64_t, int64_t begin, int64_t rows, int64_t chunk) {
    const int64_t first = begin * width;
    sumRows(dy.data + first, x.data + first, width, rows, sums.of(0, chunk), sums.of(1, chunk));
  });
  sums.finish();
}

}  // namespace

void registerAffine() {
  registerOperation("Planish1Affine", {"x: float", "scale: float", "bias: float"}, {"y: float"}, {"biased: bool"},
                    affine);
  registerOperation("Planish1SumsByGroup", {"dy: float", "x: float"}, {"products: float", "sums: float"},
                    {"groups: int"}, sumsByGroup);
}

}  // namespace planish
