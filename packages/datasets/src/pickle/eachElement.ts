/**
 * Walks the elements of an array in row-major order: `visit` is told where each lies by the strides, in elements, and its
 * place in the order.
 */
export function eachElement(
  shape: readonly number[],
  strides: readonly number[],
  start: number,
  visit: (from: number, to: number) => void,
): void {
  const count = shape.reduce((product, side) => product * side, 1)
  const index = shape.map(() => 0)
  let from = start
  for (let to = 0; to < count; to++) {
    visit(from, to)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [position, stride] = [(index[axis] ?? 0) + 1, strides[axis] ?? 0]
      from += stride
      index[axis] = position
      if (position < (shape[axis] ?? 0)) break
      from -= position * stride
      index[axis] = 0
    }
  }
}
