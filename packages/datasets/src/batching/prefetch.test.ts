import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prefetch } from './prefetch.ts'

const until = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds))

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** Counts what is asked of it, up to n, and knows whether it was ended. */
function counting(n: number) {
  const seen = { asked: 0, ended: false }
  function* count(): Generator<number, void> {
    try {
      for (let i = 0; i < n; i++) {
        seen.asked++
        yield i
      }
    } finally {
      seen.ended = true
    }
  }
  return { seen, source: { [Symbol.iterator]: count } }
}

describe('prefetch', () => {
  it('keeps the order, whatever takes how long, and loads no more than it may', async () => {
    const steps = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (delays, ahead) => {
        let begun = 0
        let taken = 0
        const load = async (delay: number): Promise<number> => {
          const mine = begun++
          expect(begun - taken).toBeLessThanOrEqual(ahead + 1)
          await until(delay)
          return mine
        }
        for await (const item of prefetch(delays, load, { ahead })) expect(item).toBe(taken++)
        expect(taken).toBe(delays.length)
      }),
      { numRuns: 20 },
    )
  })

  it('has the next items ready when a step ends', async () => {
    const ready: number[] = []
    const load = async (item: number): Promise<number> => {
      await until(2)
      ready.push(item)
      return item
    }
    for await (const item of prefetch(counting(5).source, load, { ahead: 2 })) {
      await until(30) // a training step
      expect(ready).toEqual(Array.from({ length: Math.min(5, item + 3) }, (_, i) => i))
    }
  })

  it('asks a source that awaits for one item at a time', async () => {
    let asking = 0
    async function* slow(): AsyncGenerator<number> {
      for (let i = 0; i < 6; i++) {
        expect(asking++).toBe(0)
        await until(1)
        asking--
        yield i
      }
    }
    expect(await all(prefetch(slow(), i => i * i, { ahead: 3 }))).toEqual([0, 1, 4, 9, 16, 25])
  })

  it('throws an error where its item would have come, and frees what came after', async () => {
    const released: number[] = []
    const seen: number[] = []
    const { source, seen: asked } = counting(9)
    const load = async (item: number): Promise<number> => {
      if (item === 2) throw new Error('unreadable')
      return item
    }
    const walk = async (): Promise<void> => {
      for await (const item of prefetch(source, load, { ahead: 4, release: x => released.push(x) })) {
        seen.push(item)
        await until(2)
      }
    }
    await expect(walk()).rejects.toThrow('unreadable')
    expect(seen).toEqual([0, 1])
    expect(released).toEqual([3, 4, 5])
    expect(asked).toEqual({ asked: 6, ended: true })
  })

  it("throws the source's error", async () => {
    function* broken(): Generator<number> {
      yield 1
      throw new Error('no more')
    }
    const seen: number[] = []
    const walk = async (): Promise<void> => {
      for await (const item of prefetch(broken(), x => x, { ahead: 3 })) seen.push(item)
    }
    await expect(walk()).rejects.toThrow('no more')
    expect(seen).toEqual([1])
  })

  it('ends the source and frees what was loaded when the loop is left', async () => {
    const released: number[] = []
    const { source, seen } = counting(9)
    const load = async (item: number): Promise<number> => {
      await until(5)
      return item
    }
    for await (const item of prefetch(source, load, { ahead: 3, release: x => released.push(x) })) {
      if (item === 1) break
    }
    expect(released).toEqual([2, 3, 4])
    expect(seen).toEqual({ asked: 5, ended: true })
  })

  it('ends with its source, at once where that is empty, and can be walked again', async () => {
    expect(await all(prefetch([], (x: number) => x))).toEqual([])
    const twice = prefetch([1, 2, 3], x => -x, { ahead: 9 })
    expect(await all(twice)).toEqual([-1, -2, -3])
    expect(await all(twice)).toEqual([-1, -2, -3])
  })

  it.each([0, 1.5, Number.NaN])('throws at %d ahead', ahead => {
    expect(() => prefetch([1], x => x, { ahead })).toThrow('whole number above 0')
  })
})
