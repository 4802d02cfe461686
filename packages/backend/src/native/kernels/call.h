#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

// Without it the next header wants one of TensorFlow's inner ones, for a function that isn't used here.
#define IS_SLIM_BUILD
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"
#include "windows.h"

namespace planish {

/** A tensor of float32 as a kernel sees it: rows along the last axis. */
struct Operand {
  const float* data = nullptr;
  std::vector<int64_t> shape;
  int64_t size = 0;

  int64_t width() const { return shape.empty() ? 1 : shape.back(); }
  int64_t rows() const { return width() == 0 ? 0 : size / width(); }
};

/** What was fixed when the operation was made. */
struct Attributes {
  float epsilon = 0;
  bool biased = false;
  bool leftTurned = false;
  bool rightTurned = false;
  int64_t groups = 1;
  Windows windows = {};
};

/** One call of a kernel: its operands and results, which are let go when it ends. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}
  Call(const Call&) = delete;
  ~Call();

  Operand input(int index);
  /** Uninitialised; a null pointer where there is no memory, which `failed` tells. */
  float* output(int index, const std::vector<int64_t>& shape);
  /** Whether the call goes on; if not, `message` is what JavaScript throws. */
  bool expect(bool condition, const char* message);
  bool failed() const { return failed_; }

 private:
  void report();

  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> held_;
  bool failed_ = false;
};

/**
 * Registers an operation and its kernel for the CPU. `inputs`, `outputs` and `attributes` as TensorFlow writes them
 * ("x: float", "epsilon: float").
 */
void registerOperation(const char* name, std::initializer_list<const char*> inputs,
                       std::initializer_list<const char*> outputs, std::initializer_list<const char*> attributes,
                       void (*compute)(void* attributes, TF_OpKernelContext* context));

}  // namespace planish
