import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayWidth } from './displayWidth.ts'
import { sampleRun, seenRules } from './testing/sampleRun.ts'
import { textTable } from './textTable.ts'

const linesOf = (options: Parameters<typeof sampleRun>[0]): readonly string[] =>
  textTable(sampleRun(options).result).split('\n')

describe('textTable', () => {
  it('shows one aligned line per rule', () => {
    expect(linesOf({ rules: seenRules.slice(0, 3) })).toEqual([
      'rule              peak  final  selected  clean  wrong  grads  seconds',
      'SGD               81.9   65.2      81.9   94.5   71.0   2370     18.3',
      'L-SAM (ρ = 0.03)  81.9   67.6      81.9   93.9   66.0   4740     30.6',
      'SAM (ρ = 0.1)     82.9   79.7      82.9   90.1   34.0   4740     34.5',
    ])
  })

  it('shows half widths of the intervals with several seeds', () => {
    const { result } = sampleRun({ rules: seenRules.slice(0, 1), seeds: 3, spread: 0.01 })
    const [low, high] = result.rows[0]?.intervals?.peak ?? [0, 0]
    expect(textTable(result)).toContain(` ±${(50 * (high - low)).toFixed(1)}`)
  })

  it('shows a dash where a figure is missing', () => {
    expect(linesOf({ noise: 0, rules: seenRules.slice(0, 1) })[1]).toMatch(/94\.5 {6}– /)
  })

  it('keeps to a hundred columns, all lines equally wide, whatever the labels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(1, 3),
        (labels, seeds) => {
          const rules = labels.map((label, index) => ({
            ...(seenRules[index % 6] ?? seenRules[0]),
            rule: `r${index}`,
            label,
          }))
          const widths = linesOf({ rules: rules as typeof seenRules, seeds, epochs: 2 }).map(displayWidth)
          expect(widths).toHaveLength(labels.length + 1)
          expect(new Set(widths).size).toBe(1)
          expect(widths[0]).toBeLessThanOrEqual(100)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is a line of headings for a run without rows', () => {
    expect(linesOf({ rules: [] })).toHaveLength(1)
  })
})

describe('displayWidth', () => {
  it.each([
    ['SAM (ρ = 0.1)', 13],
    ['平坦', 4],
    ['e\u0301', 1],
    ['γ\u1d65', 2],
    ['🔨', 2],
    ['', 0],
  ])('of %s is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })
})
