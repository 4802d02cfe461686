#include "call.h"
#include "filterSums.h"
#include "operations.h"
#include "rowsByFilters.h"

namespace planish {
namespace {

constexpr const char* misfit = "convolve: the shapes of the operands and the windows do not fit";

/** A convolution's operands, whichever two of the three are given. */
struct Convolution {
  /** The input's images and the output's: [B, H, W, C] and [B, h, w, O]. */
  int64_t batch = 0;
  int64_t channels = 0;
  int64_t outChannels = 0;
  int64_t groups = 0;
  bool fit = false;

  std::vector<int64_t> inputShape(const Windows& w) const { return {batch, w.inputs[0], w.inputs[1], channels}; }
  std::vector<int64_t> outputShape(const Windows& w) const {
    return {batch, w.outputs[0], w.outputs[1], outChannels};
  }
  std::vector<int64_t> filtersShape(const Windows& w) const {
    return {groups, w.kernel[0], w.kernel[1], channels, outChannels};
  }
  int64_t size() const { return batch / groups; }
  bool empty() const { return batch == 0 || channels == 0 || outChannels == 0; }
};

/** From images (the input where `turned` is false, the output otherwise) and filters. */
Convolution withFilters(const Operand& images, const Operand& filters, const Windows& windows, bool turned) {
  Convolution found;
  if (images.shape.size() != 4 || filters.shape.size() != 5) return found;
  found.batch = images.shape[0];
  found.groups = filters.shape[0];
  found.channels = filters.shape[3];
  found.outChannels = filters.shape[4];
  found.fit = found.groups > 0 && found.batch % found.groups == 0 && filters.shape == found.filtersShape(windows) &&
              images.shape == (turned ? found.outputShape(windows) : found.inputShape(windows));
  return found;
}

template <typename Number>
Images<Number> inputs(Number* data, const Convolution& of, const Windows& w) {
  return {data, w.inputs[0], w.inputs[1], of.channels};
}

template <typename Number>
Images<Number> outputs(Number* data, const Convolution& of, const Windows& w) {
  return {data, w.outputs[0], w.outputs[1], of.outChannels};
}

void convolve(void* attributes, TF_OpKernelContext* context) {
  const Windows& windows = static_cast<Attributes*>(attributes)->windows;
  Call call(context);
  const Operand x = call.input(0), filters = call.input(1);
  const Convolution of = withFilters(x, filters, windows, false);
  if (!call.expect(of.fit, misfit)) return;
  float* const y = call.output(0, of.outputShape(windows));
  if (call.failed() || of.empty()) return;
  multiplyByFilters(*microKernels(), {gridOfWindows(windows)}, of.groups, of.size(), windows.places(),
                    inputs(x.data, of, windows), {filters.data, of.channels, of.outChannels, false},
                    outputs(y, of, windows));
}

void inputGradient(void* attributes, TF_OpKernelContext* context) {
  const Windows& windows = static_cast<Attributes*>(attributes)->windows;
  Call call(context);
  const Operand dy = call.input(0), filters = call.input(1);
  const Convolution of = withFilters(dy, filters, windows, true);
  if (!call.expect(of.fit, misfit)) return;
  float* const dx = call.output(0, of.inputShape(windows));
  if (call.failed() || of.empty()) return;
  multiplyByFilters(*microKernels(), gridsOfPixels(windows), of.groups, of.size(), windows.places(),
                    outputs(dy.data, of, windows), {filters.data, of.outChannels, of.channels, true},
                    inputs(dx, of, windows));
}

void filterGradients(void* attributes, TF_OpKernelContext* context) {
  const Attributes& at = *static_cast<Attributes*>(attributes);
  const Windows& windows = at.windows;
  Call call(context);
  const Operand x = call.input(0), dy = call.input(1);
  if (!call.expect(x.shape.size() == 4 && dy.shape.size() == 4, misfit)) return;
  Convolution of;
  of.batch = x.shape[0];
  of.channels = x.shape[3];
  of.outChannels = dy.shape[3];
  of.groups = at.groups;
  of.fit = of.groups > 0 && of.batch % of.groups == 0 && x.shape == of.inputShape(windows) &&
           dy.shape == of.outputShape(windows);
  if (!call.expect(of.fit, misfit)) return;
  float* const sums = call.output(0, of.filtersShape(windows));
  if (call.failed() || of.channels == 0 || of.outChannels == 0) return;
  sumOverWindows(*microKernels(), windows, of.groups, of.size(), inputs(x.data, of, windows),
                 outputs(dy.data, of, windows), sums);
}

}  // namespace

void registerConvolve() {
  if (microKernels() == nullptr) return;
  registerOperation("Planish1Convolve", {"x: float", "filters: float"}, {"y: float"}, {"windows: list(int)"},
                    convolve);
  registerOperation("Planish1ConvolveInputGrad", {"dy: float", "filters: float"}, {"dx: float"},
                    {"windows: list(int)"}, inputGradient);
  registerOperation("Planish1ConvolveFilterGrads", {"x: float", "dy: float"}, {"gradients: float"},
                    {"windows: list(int)", "groups: int"}, filterGradients);
}

}  // namespace planish
