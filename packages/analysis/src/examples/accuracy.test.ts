import fc from 'fast-check'
import { expect, it } from 'vitest'
import { accuracy } from './accuracy.ts'

const examples = fc.array(
  fc.record({ predicted: fc.nat(2), label: fc.nat(2), mask: fc.constantFrom(0 as const, 1 as const) }),
)

it('is the share of examples that agree, all or those of one mask, and null of none', () => {
  fc.assert(
    fc.property(examples, rows => {
      const predicted = Int32Array.from(rows, row => row.predicted)
      const labels = Int32Array.from(rows, row => row.label)
      const mask = Uint8Array.from(rows, row => row.mask)
      const share = (chosen: typeof rows): number | null =>
        chosen.length === 0 ? null : chosen.filter(row => row.predicted === row.label).length / chosen.length
      expect(accuracy(predicted, labels)).toBe(share(rows))
      for (const among of [0, 1] as const) {
        const chosen = rows.filter(row => row.mask === among)
        expect(accuracy(predicted, labels, { mask, among })).toBe(share(chosen))
      }
    }),
  )
})
