import { describe, expect, it } from 'vitest'
import { schemes } from '../../report/page/styles.ts'
import { contrast } from '../../report/testing/contrast.ts'
import { depths } from './inspectionStyles.ts'

const channels = (colour: string): number[] =>
  [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16))

/** A colour painted over another. */
function over(colour: string, opacity: number, below: string): string {
  const under = channels(below)
  const mixed = channels(colour).map((value, at) =>
    Math.round(opacity * value + (1 - opacity) * (under[at] ?? 0)),
  )
  return `#${mixed.map(value => value.toString(16).padStart(2, '0')).join('')}`
}

describe.each(['light', 'dark'] as const)('a heat map in the %s scheme', name => {
  const { surface, ink, clean, noisy } = schemes[name]

  it.each([clean, noisy])('has text of 4.5 : 1 on every depth of %s', colour => {
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const cell = over(colour, depths[name] * share, surface)
      expect(contrast(ink, cell)).toBeGreaterThanOrEqual(4.5)
    }
  })
})
