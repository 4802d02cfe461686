/** To the nearest integer, halves to the even one, as IEEE 754 and NumPy round. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x)
  const rest = x - below
  if (rest !== 0.5) return Math.round(x)
  return below % 2 === 0 ? below : below + 1
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Numbers rounded so that they sum to their rounded sum: what is missing goes to those that rounding took most from. */
export function roundPreservingSum(values: readonly number[]): number[] {
  const rounded = values.map(roundHalfEven)
  const total = roundHalfEven(sumOf(values))
  for (let missing = total - sumOf(rounded); missing !== 0; missing = total - sumOf(rounded)) {
    const step = Math.sign(missing)
    const order = values
      .map((value, at) => ({ at, lost: value - (rounded[at] as number) }))
      .sort((a, b) => a.lost - b.lost)
    if (step > 0) order.reverse()
    for (const { at } of order.slice(0, Math.abs(missing))) rounded[at] = (rounded[at] as number) + step
  }
  return rounded
}
