import type { Explanation } from './explain.ts'
import type { PlannedLayer } from './plan.ts'

const units = ['', ' k', ' M', ' G', ' T']

/** 12345 as `12.3 k`. */
function short(value: number): string {
  let [rest, unit] = [value, 0]
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000
    unit++
  }
  return `${rest >= 100 || unit === 0 ? Math.round(rest) : rest.toPrecision(3)}${units[unit]}`
}

const headings = ['', 'layer', 'parameters', 'output', 'variant', 'forward', 'extra', 'moved', 'held']

const cells = (
  { name, parameters, output, variant, forward, extra }: PlannedLayer,
  index: number,
): string[] => [
  String(index + 1),
  name,
  parameters.map(shape => shape.join('×')).join(' + '),
  output.join('×'),
  variant ?? 'formed',
  short(forward),
  short(extra.multiplyAdds),
  `${short(extra.traffic)}B`,
  `${short(extra.held)}B`,
]

/** Columns under each other: words to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((_, column) => Math.max(...rows.map(row => (row[column] as string).length)))
  return rows.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column] as number
        return column >= 1 && column <= 4 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

/**
 * An {@link Explanation} as text: a line for each operation with its multiply-adds forward, what the variant adds to
 * them, the bytes that it moves and those that it holds, for one group; then the whole step.
 *
 * @example
 * ```ts
 * import { explain, planText } from '@planish/grad'
 *
 * const print = (...of: Parameters<typeof explain>) => console.log(planText(explain(...of)))
 * ```
 */
export function planText(explanation: Explanation): string {
  const { path, reason, m, groups, groupsPerPart, memoryBudget, bytesPerGroup, layers, work } = explanation
  const how = {
    batch: 'the whole batch is one group: ordinary SAM',
    vectorised: `${groups} groups of ${m}, ${groupsPerPart} at a time: ${short(bytesPerGroup)}B a group within ${short(memoryBudget)}B`,
    loop: `${groups} groups of ${m}, one after the other: ${reason}`,
  }[path]
  return [
    ...table([headings, ...layers.map(cells)]),
    '',
    how,
    `multiply-adds of a step: SGD ${short(work.sgd)}, SAM ${short(work.sam)}: ${work.ratio.toFixed(2)} × SGD`,
  ].join('\n')
}
