import { expect, test } from 'vitest'
import type { Key } from './index.ts'
import * as random from './index.ts'
import golden from './random.golden.json' with { type: 'json' }

/** JSON knows no tuples. */
const asKey = (words: readonly number[]): Key => [words[0] as number, words[1] as number]

/** How many float32 numbers lie between two, at most: floats are ordered as their bits, signs aside. */
function unitsInTheLastPlace(found: Float32Array, expected: readonly number[]): number {
  const order = (floats: Float32Array) =>
    Array.from(new Int32Array(floats.buffer), word => (word < 0 ? -(word & 0x7fffffff) : word))
  const reference = order(Float32Array.from(expected))
  expect(found).toHaveLength(expected.length)
  return Math.max(...order(found).map((position, i) => Math.abs(position - (reference[i] as number))))
}

test.each(golden.key)('key of seed $seed is that of JAX', ({ seed, key }) => {
  expect(random.key(seed)).toEqual(key)
})

test.each(golden.split)('split of $key into $count is that of JAX', ({ key, count, keys }) => {
  expect(random.split(asKey(key), count)).toEqual(keys)
})

test.each(golden.foldIn)('foldIn of $data into $key is that of JAX', ({ key, data, folded }) => {
  expect(random.foldIn(asKey(key), data)).toEqual(folded)
})

test.each(golden.bits)('$size words of bits from $key are those of JAX', ({ key, size, draws }) => {
  expect(Array.from(random.bits(asKey(key), size))).toEqual(draws)
})

test('bits beyond one block are those of JAX', () => {
  const words = random.bits(asKey(golden.bitsOf10000.key), 10_000)
  expect(Array.from(words.slice(-8))).toEqual(golden.bitsOf10000.tail)
  expect(words.reduce((a, b) => a ^ b) >>> 0).toBe(golden.bitsOf10000.xor)
})

test.each(golden.uniform)(
  'uniform on [$min, $max) from $key is that of JAX',
  ({ key, size, draws, ...range }) => {
    expect(Array.from(random.uniform(asKey(key), size, range))).toEqual(draws)
  },
)

test.each(golden.normal)('normal from $key is within 3 ulp of JAX', ({ key, size, draws }) => {
  expect(unitsInTheLastPlace(random.normal(asKey(key), size), draws)).toBeLessThanOrEqual(3)
})

test.each(golden.truncatedNormal)(
  'truncatedNormal on ($lower, $upper) from $key is within 3 ulp of JAX',
  ({ key, size, lower, upper, draws }) => {
    const found = random.truncatedNormal(asKey(key), lower, upper, size)
    expect(unitsInTheLastPlace(found, draws)).toBeLessThanOrEqual(3)
  },
)

test.each(golden.bernoulli)('bernoulli of $p from $key is that of JAX', ({ key, p, size, draws }) => {
  expect(Array.from(random.bernoulli(asKey(key), p, size))).toEqual(draws)
})

test('bernoulli with a probability for each draw is that of JAX', () => {
  const { key, p, draws } = golden.bernoulliEach
  expect(Array.from(random.bernoulli(asKey(key), p, p.length))).toEqual(draws)
})

test.each(golden.permutation)('permutation of $size from $key is that of JAX', ({ key, size, draws }) => {
  expect(Array.from(random.permutation(asKey(key), size))).toEqual(draws)
})

test('permutation of 60,000 is that of JAX', () => {
  const { key, head, weighted } = golden.permutationOf60000
  const order = random.permutation(asKey(key), 60_000)
  expect(Array.from(order.slice(0, 20))).toEqual(head)
  expect(order.reduce((sum, value, i) => sum + value * i, 0)).toBe(weighted)
})

test.each(golden.randint)(
  'randint on [$min, $max) from $key is that of JAX',
  ({ key, min, max, size, draws }) => {
    expect(Array.from(random.randint(asKey(key), size, min, max))).toEqual(draws)
  },
)

test.each(golden.gumbel)('gumbel from $key is that of JAX but for rounding', ({ key, size, draws }) => {
  const found = random.gumbel(asKey(key), size)
  for (const [i, draw] of draws.entries()) {
    expect(Math.abs((found[i] as number) - draw)).toBeLessThanOrEqual(3e-7 * Math.max(1, Math.abs(draw)))
  }
})

test.each(golden.categorical)('categorical of $logits is that of JAX', ({ key, logits, size, draws }) => {
  const withInfinity = logits.map(logit => logit ?? Number.NEGATIVE_INFINITY)
  expect(Array.from(random.categorical(asKey(key), withInfinity, size))).toEqual(draws)
})

test('categoricalRows is that of JAX', () => {
  const { key, logits, classes, draws } = golden.categoricalRows
  expect(Array.from(random.categoricalRows(asKey(key), logits, classes))).toEqual(draws)
})

// XLA's own scalar and vector code differ by two units in erf's last place.
test.each([
  ['erf', random.erf, golden.erf, 2],
  ['erfInv', random.erfInv, golden.erfInv, 3],
] as const)('%s is that of XLA but for the last places', (_, f, points, tolerance) => {
  const found = Float32Array.from(points, ([x]) => f(x as number))
  const expected = points.map(([, value]) => value as number)
  expect(unitsInTheLastPlace(found, expected)).toBeLessThanOrEqual(tolerance)
})

// Random123's kat_vectors, threefry2x32 with 20 rounds.
test.each([
  [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0],
])('known answer of Threefry for counter %i, %i', (counter0, counter1, key0, key1, high, low) => {
  const first = new Uint32Array(1)
  const second = new Uint32Array(1)
  random.threefry2x32([key0, key1], counter0, counter1, first, second)
  expect([first[0], second[0]]).toEqual([high, low])
})
