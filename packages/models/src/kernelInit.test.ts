import type { Key } from '@planish/core'
import { random } from '@planish/core'
import { expect, it } from 'vitest'
import golden from './kernelInit.golden.json' with { type: 'json' }
import { type KernelInit, kernelInits, lecunNormal, xavierUniform } from './kernelInit.ts'

/** How many float32 numbers lie between two, at most: floats are ordered as their bits, signs aside. */
function unitsInTheLastPlace(found: Float32Array, expected: readonly number[]): number {
  const order = (floats: Float32Array) =>
    Array.from(new Int32Array(floats.buffer), word => (word < 0 ? -(word & 0x7fffffff) : word))
  const reference = order(Float32Array.from(expected))
  expect(found).toHaveLength(expected.length)
  return Math.max(...order(found).map((position, i) => Math.abs(position - (reference[i] as number))))
}

it.each(golden.kernels)(
  '$init: a kernel of shape $shape from $key is within 3 ulp of JAX',
  ({ init, key, shape, head, tail }) => {
    const width = shape.at(-1) ?? 0
    const fanIn = shape.slice(0, -1).reduce((product, length) => product * length, 1)
    const found = kernelInits[init as KernelInit](key as unknown as Key, fanIn, fanIn * width)
    expect(found).toHaveLength(fanIn * width)
    expect(unitsInTheLastPlace(found.slice(0, 64), head)).toBeLessThanOrEqual(3)
    expect(unitsInTheLastPlace(found.slice(-64), tail)).toBeLessThanOrEqual(3)
  },
)

it.each(golden.xavier)('$init: a kernel of shape $shape from $key is JAX’s', ({ key, shape, head, tail }) => {
  const [fanIn = 0, fanOut = 0] = shape
  const found = xavierUniform(key as unknown as Key, fanIn, fanOut)
  expect(found).toHaveLength(fanIn * fanOut)
  expect(unitsInTheLastPlace(found.slice(0, 64), head)).toBeLessThanOrEqual(1)
  expect(unitsInTheLastPlace(found.slice(-64), tail)).toBeLessThanOrEqual(1)
})

it('has variance 1/fanIn and mean 0', () => {
  const fanIn = 400
  const found = lecunNormal(random.key(7), fanIn, 100_000)
  const mean = found.reduce((a, b) => a + b, 0) / found.length
  const variance = found.reduce((a, b) => a + (b - mean) ** 2, 0) / found.length
  // Four standard errors.
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(fanIn * found.length))
  expect(Math.abs(variance * fanIn - 1)).toBeLessThan(4 * Math.sqrt(2 / found.length))
  const bound = 2 / Math.sqrt(fanIn) / 0.8796
  expect(Math.max(...found.map(Math.abs))).toBeLessThanOrEqual(bound)
})
