#include <algorithm>

#include "call.h"
#include "filterSums.h"
#include "operations.h"
#include "parallel.h"
#include "rowsByFilters.h"

namespace planish {
namespace {

constexpr const char* misfit = "product: the shapes of the matrices do not fit";

/** Matrices one after the other, each of some rows. */
struct Matrices {
  explicit Matrices(const Operand& operand) : count(1) {
    const size_t rank = operand.shape.size();
    if (rank < 2) return;
    rows = operand.shape[rank - 2];
    columns = operand.shape[rank - 1];
    for (size_t axis = 0; axis + 2 < rank; axis++) count *= operand.shape[axis];
  }

  int64_t count;
  int64_t rows = 0;
  int64_t columns = 0;
};

/** What stands right of the diagonal, from what stands left of it. */
void mirror(float* matrix, int64_t size) {
  for (int64_t i = 0; i < size; i++) {
    for (int64_t j = i + 1; j < size; j++) matrix[i * size + j] = matrix[j * size + i];
  }
}

/** a·b or a·bᵀ. */
void rowsTimes(const Operand& a, const Operand& b, const Matrices& left, bool transposed, int64_t columns, float* to) {
  const Grid grid = {{1, left.rows}, {1, 1}, {0, 0}, {1, 1}, {{0, 0, 0}}};
  // A matrix times its own transposed is symmetric: half of it is enough.
  const bool symmetric = transposed && a.data == b.data;
  multiplyByFilters(*microKernels(), {grid}, left.count, 1, 1, {a.data, 1, left.rows, left.columns},
                    {b.data, left.columns, columns, transposed}, {to, 1, left.rows, columns}, symmetric);
  if (!symmetric) return;
  parallelFor(left.count, [&](int64_t matrix) { mirror(to + matrix * columns * columns, columns); });
}

/** aᵀ·b. */
void columnsTimes(const Operand& a, const Operand& b, const Matrices& left, int64_t columns, float* to) {
  const Windows windows = {{1, left.rows}, {1, left.rows}, {1, 1}, {1, 1}, {1, 1}, {0, 0}};
  sumOverWindows(*microKernels(), windows, left.count, 1, {a.data, 1, left.rows, left.columns},
                 {b.data, 1, left.rows, columns}, to);
}

void product(void* attributes, TF_OpKernelContext* context) {
  const Attributes& at = *static_cast<Attributes*>(attributes);
  Call call(context);
  const Operand a = call.input(0), b = call.input(1);
  const Matrices left(a), right(b);
  const size_t rank = a.shape.size();
  const bool fit = rank >= 2 && rank == b.shape.size() &&
                   std::equal(a.shape.begin(), a.shape.end() - 2, b.shape.begin()) && !(at.leftTurned && at.rightTurned) &&
                   (at.leftTurned ? left.rows : left.columns) == (at.rightTurned ? right.columns : right.rows);
  if (!call.expect(fit, misfit)) return;
  std::vector<int64_t> shape(a.shape);
  shape[rank - 2] = at.leftTurned ? left.columns : left.rows;
  shape[rank - 1] = at.rightTurned ? right.rows : right.columns;
  float* const to = call.output(0, shape);
  const int64_t columns = shape[rank - 1];
  const int64_t size = left.count * shape[rank - 2] * columns;
  if (call.failed() || size == 0) return;
  if (a.size == 0) return std::fill(to, to + size, 0.0f);
  if (at.leftTurned) {
    columnsTimes(a, b, left, columns, to);
  } else {
    rowsTimes(a, b, left, at.rightTurned, columns, to);
  }
}

}  // namespace

void registerProduct() {
  if (microKernels() == nullptr) return;
  registerOperation("Planish1Product", {"a: float", "b: float"}, {"product: float"},
                    {"leftTurned: bool", "rightTurned: bool"}, product);
}

}  // namespace planish
