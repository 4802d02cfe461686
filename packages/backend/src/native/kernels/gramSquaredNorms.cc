#include <algorithm>
#include <cmath>

#include "call.h"
#include "operations.h"
#include "parallel.h"
#include "vectorised.h"

namespace planish {
namespace {

/** Terms that are added up in float32 before the sum goes on in float64. */
constexpr int64_t block = 256;

/** Share of the terms' magnitudes below which a sum of them is rounding: a few units in the last place. */
constexpr double roundingShare = 1.0 / (1 << 20);

/** Σ (inputs + offset)∘cotangents, or 0 where the terms cancel to rounding. */
PLANISH_VECTORISED
float certainSum(const float* __restrict inputs, const float* __restrict cotangents, float offset, int64_t size) {
  double total = 0, magnitudes = 0;
  for (int64_t begin = 0; begin < size; begin += block) {
    const int64_t end = std::min(begin + block, size);
    float sum = 0, magnitude = 0;
#pragma omp simd reduction(+ : sum, magnitude)
    for (int64_t j = begin; j < end; j++) {
      const float term = (inputs[j] + offset) * cotangents[j];
      sum += term;
      magnitude += std::fabs(term);
    }
    total += sum;
    magnitudes += magnitude;
  }
  return total <= roundingShare * magnitudes ? 0.0f : static_cast<float>(total);
}

void squaredNorms(void* attributes, TF_OpKernelContext* context) {
  const float offset = static_cast<Attributes*>(attributes)->biased ? 1.0f : 0.0f;
  Call call(context);
  const Operand inputs = call.input(0), cotangents = call.input(1);
  if (!call.expect(!inputs.shape.empty() && inputs.shape == cotangents.shape,
                   "gramSquaredNorms: the two matrices differ in shape"))
    return;
  const int64_t groups = inputs.shape[0];
  float* const norms = call.output(0, {groups});
  if (call.failed() || groups == 0) return;
  const int64_t size = inputs.size / groups;
  parallelFor(groups, [&](int64_t group) {
    norms[group] = certainSum(inputs.data + group * size, cotangents.data + group * size, offset, size);
  });
}

}  // namespace

void registerGramSquaredNorms() {
  registerOperation("Planish1GramSquaredNorms", {"inputs: float", "cotangents: float"}, {"norms: float"},
                    {"biased: bool"}, squaredNorms);
}

}  // namespace planish
