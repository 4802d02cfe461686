import { scoped } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { expect, it } from 'vitest'

/** A shape of up to five axes with a box inside it. */
const boxes = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 })
  .chain(shape =>
    fc
      .tuple(...shape.map(length => fc.nat(length - 1)))
      .chain(begin =>
        fc
          .tuple(
            ...shape.map((length, axis) => fc.integer({ min: 1, max: length - (begin[axis] as number) })),
          )
          .map(size => ({ shape, begin, size })),
      ),
  )

/** By the definition, from numbers that name their places. */
function boxOf(shape: readonly number[], begin: readonly number[], size: readonly number[]): number[] {
  const walk = (axis: number, offset: number): number[] =>
    axis === shape.length
      ? [offset]
      : Array.from({ length: size[axis] as number }, (_, i) =>
          walk(axis + 1, offset * (shape[axis] as number) + (begin[axis] as number) + i),
        ).flat()
  return walk(0, 0)
}

const runs = (): number => (tf.getBackend() === 'webgpu' ? 5 : 100)

it.each(['float32', 'int32'] as const)('a slice of %s is the box that was asked for', dtype =>
  fc.assert(
    fc.asyncProperty(boxes, ({ shape, begin, size }) =>
      scoped(async own => {
        const count = shape.reduce((a, b) => a * b, 1)
        const x = own(
          tf.tensor(
            Array.from({ length: count }, (_, i) => i),
            shape,
            dtype,
          ),
        )
        const part = own(tf.slice(x, begin, size))
        expect(part.shape).toEqual([...size])
        expect(part.dtype).toBe(dtype)
        expect(Array.from(await part.data())).toEqual(boxOf(shape, begin, size))
      }),
    ),
    { numRuns: runs(), seed: 1 },
  ),
)

it('parts along an axis are slices: of given sizes, equal, or single', () =>
  scoped(async own => {
    const x = own(
      tf.tensor(
        Array.from({ length: 24 }, (_, i) => i),
        [2, 4, 3],
      ),
    )
    const expectParts = async (parts: tf.Tensor[], axis: number, lengths: number[]): Promise<void> => {
      let at = 0
      for (const [index, part] of parts.entries()) {
        const begin = x.shape.map((_, d) => (d === axis ? at : 0))
        const size = x.shape.map((length, d) => (d === axis ? (lengths[index] as number) : length))
        expect(Array.from(await part.data())).toEqual(boxOf(x.shape, begin, size))
        at += lengths[index] as number
      }
      expect(parts).toHaveLength(lengths.length)
    }
    await expectParts(own(tf.split(x, [1, 3], 1)), 1, [1, 3])
    await expectParts(own(tf.split(x, 2, -2)), 1, [2, 2])
    const single = own(tf.unstack(x, 2))
    expect(single.map(({ shape }) => shape)).toEqual([
      [2, 4],
      [2, 4],
      [2, 4],
    ])
    await expectParts(single, 2, [1, 1, 1])
  }))

it('a tensor that is kept shares its data', () =>
  scoped(async own => {
    const x = own(tf.tensor1d([1, 2, 3]))
    const before = tf.memory().numDataBuffers
    const copy = own(tf.clone(x))
    expect(tf.memory().numDataBuffers).toBe(before)
    x.dispose()
    expect(Array.from(await copy.data())).toEqual([1, 2, 3])
  }))
