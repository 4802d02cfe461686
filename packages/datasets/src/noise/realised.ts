/** What a corruption really did, counted from the labels before and after. */
export interface Realised {
  /** 1 where clean ≠ noisy: where an example is of no class too, see `openSet`. */
  readonly mask: Uint8Array
  /** Row i: of the examples with clean label i, the fraction that now has label j; zeros where there are none. */
  readonly realisedMatrix: readonly (readonly number[])[]
}

/** Compares clean with noisy labels. An example whose clean label is none of the classes is in no row. */
export function realise(clean: Int32Array, noisy: Int32Array, classes: number): Realised {
  const mask = new Uint8Array(clean.length)
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  const totals = new Array<number>(classes).fill(0)
  for (let index = 0; index < clean.length; index++) {
    const from = clean[index] as number
    const to = noisy[index] as number
    mask[index] = from === to ? 0 : 1
    const row = counts[from]
    if (row === undefined) continue
    totals[from] = (totals[from] as number) + 1
    row[to] = (row[to] as number) + 1
  }
  return {
    mask,
    realisedMatrix: counts.map((row, from) => row.map(count => count / Math.max(1, totals[from] as number))),
  }
}
