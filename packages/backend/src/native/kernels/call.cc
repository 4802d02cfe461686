#include "call.h"

namespace planish {

Call::~Call() {
  for (TF_Tensor* tensor : held_) TF_DeleteTensor(tensor);
  TF_DeleteStatus(status_);
}

void Call::report() {
  failed_ = true;
  TF_OpKernelContext_Failure(context_, status_);
}

Operand Call::input(int index) {
  Operand operand;
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status_);
  if (TF_GetCode(status_) != TF_OK) {
    report();
    return operand;
  }
  held_.push_back(tensor);
  operand.data = static_cast<const float*>(TF_TensorData(tensor));
  for (int axis = 0; axis < TF_NumDims(tensor); axis++) operand.shape.push_back(TF_Dim(tensor, axis));
  operand.size = TF_TensorElementCount(tensor);
  return operand;
}

float* Call::output(int index, const std::vector<int64_t>& shape) {
  int64_t size = 1;
  for (const int64_t length : shape) size *= length;
  TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                        static_cast<size_t>(size) * sizeof(float), status_);
  if (TF_GetCode(status_) != TF_OK) {
    report();
    return nullptr;
  }
  held_.push_back(tensor);
  return static_cast<float*>(TF_TensorData(tensor));
}

bool Call::expect(bool condition, const char* message) {
  if (failed_ || condition) return !failed_;
  TF_SetStatus(status_, TF_INVALID_ARGUMENT, message);
  report();
  return false;
}

namespace {

void* create(TF_OpKernelConstruction* construction) {
  Attributes* attributes = new Attributes();
  TF_Status* status = TF_NewStatus();
  const auto has = [&](const char* name) { return TF_OpKernelConstruction_HasAttr(construction, name, status); };
  if (has("epsilon")) TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &attributes->epsilon, status);
  if (has("groups")) TF_OpKernelConstruction_GetAttrInt64(construction, "groups", &attributes->groups, status);
  const auto flag = [&](const char* name) {
    unsigned char value = 0;
    if (has(name)) TF_OpKernelConstruction_GetAttrBool(construction, name, &value, status);
    return value != 0;
  };
  attributes->biased = flag("biased");
  attributes->leftTurned = flag("leftTurned");
  attributes->rightTurned = flag("rightTurned");
  if (has("windows")) {
    int64_t numbers[windowNumbers] = {};
    TF_OpKernelConstruction_GetAttrInt64List(construction, "windows", numbers, windowNumbers, status);
    attributes->windows = windowsOf(numbers);
  }
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

}  // namespace

void registerOperation(const char* name, std::initializer_list<const char*> inputs,
                       std::initializer_list<const char*> outputs, std::initializer_list<const char*> attributes,
                       void (*compute)(void*, TF_OpKernelContext*)) {
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_Status* status = TF_NewStatus();
  TF_RegisterOpDefinition(definition, status);
  // Where it fails the operation is missing, and JavaScript puts it together from TensorFlow's.
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* kernel = TF_NewKernelBuilder(name, "CPU", create, compute, destroy);
    TF_RegisterKernelBuilder(name, kernel, status);
  }
  TF_DeleteStatus(status);
}

}  // namespace planish
