import { expectWhole } from '../expectations.ts'

/** How confidences are put into bins. */
export interface Binning {
  /** Number of bins; default 15, as Guo et al. 2017. */
  readonly bins?: number
  /**
   * `width`: equal intervals ((b−1)/M, b/M] of [0, 1]; `mass`: equally many examples, in the order of confidence
   * (equal ones in the data's order), the first bins holding one more where n is no multiple of M. Default `width`.
   */
  readonly by?: 'width' | 'mass'
}

/** Which examples are in which bin: their indices, a list for each bin, which may be empty. */
export function binned(
  of: string,
  confidence: ArrayLike<number>,
  { bins = 15, by = 'width' }: Binning,
): number[][] {
  expectWhole(of, 'bins', bins, 1)
  const indices = Array.from({ length: confidence.length }, (_, i) => i)
  if (by === 'mass') {
    const order = indices.sort((i, j) => (confidence[i] as number) - (confidence[j] as number) || i - j)
    const [least, more] = [Math.floor(order.length / bins), order.length % bins]
    const startOf = (bin: number): number => bin * least + Math.min(bin, more)
    return Array.from({ length: bins }, (_, bin) => order.slice(startOf(bin), startOf(bin + 1)))
  }
  const found: number[][] = Array.from({ length: bins }, () => [])
  // Compared with b/M themselves, so that a confidence on an edge is in the bin below it, whatever p·M rounds to.
  for (const i of indices) {
    const value = confidence[i] as number
    let bin = Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1))
    if (bin > 0 && value <= bin / bins) bin--
    else if (bin < bins - 1 && value > (bin + 1) / bins) bin++
    found[bin]?.push(i)
  }
  return found
}
