import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countForgetting, noForgetting, unforgettable } from './forgetting.ts'
import { followMemorisation, noMemorisation } from './memorisation.ts'

/** Some epochs of predictions of some examples of three classes, with labels. */
const trainings = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }))
  .chain(([n, epochs]) => {
    const classes = fc.array(fc.nat(2), { minLength: n, maxLength: n })
    return fc.record({
      labels: classes,
      cleanLabels: classes,
      epochs: fc.array(classes, { minLength: epochs, maxLength: epochs }),
    })
  })

it('forgetting is counted as a look at the whole history counts it', () => {
  fc.assert(
    fc.property(trainings, ({ labels, epochs }) => {
      const state = epochs.reduce(countForgetting(labels), noForgetting(labels.length))
      const never = unforgettable(state)
      expect(state.epochs).toBe(epochs.length)
      for (const [i, label] of labels.entries()) {
        const history = epochs.map(predicted => predicted[i] === label)
        const events = history.filter((right, t) => !right && history[t - 1] === true).length
        expect(state.events[i]).toBe(events)
        expect(state.firstLearnt[i]).toBe(history.indexOf(true))
        const learntForGood = history.includes(true) && !history.slice(history.indexOf(true)).includes(false)
        expect(never[i]).toBe(learntForGood ? 1 : 0)
      }
    }),
  )
})

it('memorisation is counted as a look at the whole history counts it', () => {
  fc.assert(
    fc.property(trainings, ({ labels, cleanLabels, epochs }) => {
      const mask = labels.map((label, i) => (label === cleanLabels[i] ? 0 : 1))
      const noisy = { labels, cleanLabels, mask }
      const state = epochs.reduce(followMemorisation(noisy), noMemorisation(labels.length))
      const wrong = labels.map((_, i) => i).filter(i => mask[i] === 1)
      const share = (predicted: number[], of: number[]): number | null =>
        wrong.length === 0 ? null : wrong.filter(i => predicted[i] === of[i]).length / wrong.length
      expect(state.fitted).toEqual(epochs.map(predicted => share(predicted, labels)))
      expect(state.seenThrough).toEqual(epochs.map(predicted => share(predicted, cleanLabels)))
      for (const [i, label] of labels.entries()) {
        const first = mask[i] === 1 ? epochs.findIndex(predicted => predicted[i] === label) : -1
        expect(state.firstFitted[i]).toBe(first)
      }
    }),
  )
})

describe('the folds', () => {
  it('leave the state before as it was', () => {
    const before = noForgetting(2)
    const after = countForgetting([0, 1])(before, [0, 1])
    countForgetting([0, 1])(after, [1, 1])
    expect([before.epochs, after.events, after.correct]).toEqual([
      0,
      Int32Array.of(0, 0),
      Uint8Array.of(1, 1),
    ])
  })

  it('say what does not fit', () => {
    expect(() => countForgetting([0])(noForgetting(2), [0, 1])).toThrow(/1 labels for 2 examples/)
    expect(() => countForgetting([0, 1])(noForgetting(2), [0])).toThrow(/1 predictions for 2/)
    const noisy = { labels: [0, 1], cleanLabels: [0, 1], mask: [0] }
    expect(() => followMemorisation(noisy)(noMemorisation(2), [0, 1])).toThrow(/1 mask for 2/)
  })
})
