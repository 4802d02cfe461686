import { disposeTree, random } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { tensor, tensor1d } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { TensorBatch } from '../batching/hostBatch.ts'
import { digestLabels } from '../digest.ts'
import { cutMix } from './cutMix.ts'
import { cutout } from './cutout.ts'
import { horizontalFlip } from './horizontalFlip.ts'
import { inOrder } from './inOrder.ts'
import type { MixedBatch } from './mixed.ts'
import { mixedTargets } from './mixed.ts'
import { mixup } from './mixup.ts'
import { normalise } from './normalise.ts'
import { randAugment } from './randAugment.ts'
import { randomCrop } from './randomCrop.ts'

const [B, H, W, C] = [6, 5, 7, 2]
const key = random.key(9)

/** Images whose values all differ, and labels that name them. */
const ramp = (): TensorBatch => ({
  inputs: tensor(
    Float32Array.from({ length: B * H * W * C }, (_, at) => at + 1),
    [B, H, W, C],
  ),
  labels: tensor1d([0, 1, 2, 3, 4, 5], 'int32'),
})

/** What `run` makes of a batch, on the host; the batch must be as before. */
async function outcome<T extends { readonly inputs: Tensor }>(
  batch: TensorBatch,
  run: (batch: TensorBatch) => T,
): Promise<{ readonly [name in keyof T]: number[] }> {
  const before = [...(await batch.inputs.data())]
  const result = run(batch)
  const entries = await Promise.all(
    Object.entries(result).map(async ([name, of]) => [name, [...(await (of as Tensor).data())]] as const),
  )
  expect(result.inputs.shape).toEqual(batch.inputs.shape)
  expect([...(await batch.inputs.data())]).toEqual(before)
  disposeTree(Object.values(result) as Tensor[])
  disposeTree([batch.inputs, batch.labels])
  return Object.fromEntries(entries) as { readonly [name in keyof T]: number[] }
}

describe('what only moves pixels', () => {
  it.each([
    [
      'randomCrop',
      randomCrop({ padding: 2 }),
      'sha256:7380a14121ec8b53159b7f9047adfa97c859c30978bfdf43463748b45dd4a99a',
    ],
    [
      'randomCrop, mirrored',
      randomCrop({ padding: 3, pad: 'reflect' }),
      'sha256:b5e3a3dadc3fc0495c8dad2743fcb69c8b159e2ed1ca62a5f17225e5c677d3a7',
    ],
    [
      'horizontalFlip',
      horizontalFlip(),
      'sha256:ba8e1e37d130a3bb216d006306a33305c9f9676d6a98c38903743a5b5e40a60c',
    ],
    [
      'cutout',
      cutout({ size: 3 }),
      'sha256:39440e51e5abb482db45fd0cea9929d85cd198374454eb5b83ae813a9acf5794',
    ],
    [
      'all in order',
      inOrder(randomCrop({ padding: 2 }), horizontalFlip(), cutout({ size: 3 })),
      'sha256:ceec785bfedd60e55e0f8ab4ab89efb66c7a79485f30f776a0849b60799e1272',
    ],
  ])('gives the same bits everywhere: %s', async (_, augmentation, digest) => {
    const { inputs, labels } = await outcome(ramp(), augmentation(key))
    expect(labels).toEqual([0, 1, 2, 3, 4, 5])
    expect(digestLabels(Int32Array.from(inputs))).toBe(digest)
  })
})

describe('inOrder', () => {
  it('is one after the other, with keys by their places, whether or not they go together', async () => {
    const parts = [
      horizontalFlip(),
      randomCrop({ padding: 1 }),
      normalise({ mean: 3, std: 2 }),
      cutout({ size: 2 }),
    ]
    const whole = await outcome(ramp(), inOrder(...parts)(key))
    let batch = ramp()
    for (const [place, part] of parts.entries()) {
      const next = part(random.foldIn(key, place))(batch)
      disposeTree([batch.inputs, batch.labels])
      batch = next
    }
    expect(whole.inputs).toEqual([...(await batch.inputs.data())])
    disposeTree([batch.inputs, batch.labels])
  })

  it('of nothing leaves everything as it is', async () => {
    const { inputs } = await outcome(ramp(), inOrder()(key))
    expect(inputs).toEqual(Array.from({ length: B * H * W * C }, (_, at) => at + 1))
  })
})

describe('normalise', () => {
  it('takes each channel’s own mean and deviation', async () => {
    const { inputs } = await outcome(ramp(), normalise({ mean: [1, 2], std: [2, 4] })())
    expect(inputs).toEqual(
      Array.from({ length: B * H * W * C }, (_, at) => (at % 2 === 0 ? at / 2 : (at - 1) / 4)),
    )
  })
})

describe('mixtures', () => {
  /** Each example is λ of itself and 1 − λ of the one that `otherLabels` names, pixel by pixel as `expected` says. */
  function expectMixed(
    mixed: { readonly [name in keyof MixedBatch]: number[] },
    expected: (own: number, other: number, got: number, lambda: number) => void,
  ): void {
    expect(mixed.labels).toEqual([0, 1, 2, 3, 4, 5])
    expect([...mixed.otherLabels].sort()).toEqual([0, 1, 2, 3, 4, 5])
    for (const [at, got] of mixed.inputs.entries()) {
      const image = Math.floor(at / (H * W * C))
      const other = at + ((mixed.otherLabels[image] as number) - image) * H * W * C + 1
      expected(at + 1, other, got, mixed.lambda[image] as number)
    }
  }

  it.each(['batch', 'example'] as const)('mixup: λ x + (1 − λ) x′, by %s', async each => {
    const mixed = await outcome(ramp(), mixup({ alpha: 1, each })(key))
    expect(new Set(mixed.lambda).size).toBe(each === 'batch' ? 1 : B)
    expectMixed(mixed, (own, other, got, lambda) => {
      expect(Math.abs(got - (lambda * own + (1 - lambda) * other))).toBeLessThan(1e-4)
    })
  })

  it.each(['batch', 'example'] as const)(
    'cutMix: pixels of another image, 1 − λ of them, by %s',
    async each => {
      const mixed = await outcome(ramp(), cutMix({ alpha: 1, each })(random.key(3)))
      const changed = new Int32Array(B)
      expectMixed(mixed, (own, other, got) => {
        expect([own, other]).toContain(got)
        const image = Math.floor((own - 1) / (H * W * C))
        if (got !== own) changed[image] = (changed[image] as number) + 1
      })
      for (const [image, count] of changed.entries()) {
        if (mixed.otherLabels[image] === image) continue
        expect(1 - count / (H * W * C)).toBeCloseTo(mixed.lambda[image] as number, 6)
      }
      expect(changed.some(count => count > 0)).toBe(true)
    },
  )

  it('mixedTargets: λ of the label, the rest of the other', async () => {
    const [labels, otherLabels] = [tensor1d([0, 2, 1], 'int32'), tensor1d([1, 2, 0], 'int32')]
    const mixed = { inputs: tensor1d([0]), labels, otherLabels, lambda: tensor1d([0.25, 0.5, 1]) }
    const targets = mixedTargets(mixed, 3)
    expect(targets.shape).toEqual([3, 3])
    expect([...(await targets.data())]).toEqual([0.25, 0.75, 0, 0, 0, 1, 0, 1, 0])
    disposeTree([...Object.values(mixed), targets])
  })
})

describe('randAugment', () => {
  const count = 64
  const side = 9
  const middle = (side - 1) / 2

  /** Images that say of each pixel its row and column, from 1: zeros come from outside. */
  const places = (): TensorBatch => ({
    inputs: tensor(
      Array.from({ length: count * side * side }, (_, at) => {
        const pixel = at % (side * side)
        return [Math.floor(pixel / side) + 1, (pixel % side) + 1]
      }).flat(),
      [count, side, side, 2],
    ),
    labels: tensor1d(new Int32Array(count), 'int32'),
  })

  /** The image that an affine map of places, from the result to the source, makes. */
  const moved = (from: (row: number, column: number) => readonly [number, number]): number[] =>
    Array.from({ length: side * side }, (_, pixel) => {
      const [y, x] = from(Math.floor(pixel / side) - middle, (pixel % side) - middle)
      const [row, column] = [Math.round(y + middle), Math.round(x + middle)]
      const outside = Math.min(row, column) < 0 || Math.max(row, column) >= side
      return outside ? [0, 0] : [row + 1, column + 1]
    }).flat()

  const still = moved((row, column) => [row, column])
  const clipped = (value: number): number => Math.min(10, Math.max(0, value))
  // The mean of rows and columns from 1 to 9 is 5; magnitude 20 is two thirds of the most.
  const [shear, move, angle, contrast] = [0.2, Math.floor(((2 / 3) * 150 * side) / 331), Math.PI / 9, 0.6]
  const outcomes: Readonly<Record<string, number[]>> = Object.fromEntries(
    [1, -1].flatMap(sign => [
      ['identity', still],
      [`shear x ${sign}`, moved((row, column) => [row, column + sign * shear * row])],
      [`shear y ${sign}`, moved((row, column) => [row + sign * shear * column, column])],
      [`move x ${sign}`, moved((row, column) => [row, column + sign * move])],
      [`move y ${sign}`, moved((row, column) => [row + sign * move, column])],
      [
        `rotate ${sign}`,
        moved((row, column) => [
          row * Math.cos(angle) + sign * column * Math.sin(angle),
          column * Math.cos(angle) - sign * row * Math.sin(angle),
        ]),
      ],
      [`brightness ${sign}`, still.map(value => clipped(value * (1 + sign * contrast)))],
      [`contrast ${sign}`, still.map(value => clipped(5 + (value - 5) * (1 + sign * contrast)))],
    ]),
  )

  it('does to each image one of its operations, and all of them to some', async () => {
    const augment = randAugment({ operations: 1, magnitude: 20, range: [0, 10] })
    const { inputs } = await outcome(places(), augment(random.key(5)))
    const seen = Array.from({ length: count }, (_, image) => {
      const size = side * side * 2
      const got = inputs.slice(image * size, (image + 1) * size)
      const fits = Object.entries(outcomes).filter(([, expected]) =>
        expected.every((value, at) => Math.abs(value - (got[at] as number)) < 1e-4),
      )
      expect(fits, `image ${image}`).toHaveLength(1)
      return fits[0]?.[0]
    })
    expect(new Set(seen).size).toBe(Object.keys(outcomes).length)
  })

  it('leaves images as they are at magnitude 0, and draws anew for each operation', async () => {
    const none = await outcome(places(), randAugment({ magnitude: 0, range: [0, 10] })(key))
    expect(none.inputs).toEqual(Array.from({ length: count }, () => still).flat())
    const one = await outcome(places(), randAugment({ operations: 1, range: [0, 10] })(key))
    const two = await outcome(places(), randAugment({ operations: 2, range: [0, 10] })(key))
    expect(two.inputs).not.toEqual(one.inputs)
  })
})
