import { orThrow, PlanishError } from '@planish/core'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import type { Dataset } from '../dataset.ts'
import { type Flowers102Options, flowers102 } from './flowers102.ts'

const files = Object.fromEntries(
  ['102flowers.tgz', 'imagelabels.mat', 'setid.mat'].map(name => [name, fixture(`flowers/${name}`)]),
)

const load = (options: Flowers102Options = {}, changes: Record<string, Uint8Array> = {}) =>
  flowers102(options).read(name => {
    const file = changes[name] ?? files[name]
    return file === undefined ? TE.left(new PlanishError('io', name)) : TE.right(file)
  })()

/** Image i is of the grey 20 i. */
const numbers = ({ inputs, labels }: Dataset): number[] =>
  [...labels].map((_, index) => Math.round((inputs[(index * inputs.length) / labels.length] as number) / 20))

describe('flowers102', () => {
  it("has the paper's halves, in the order of the images' numbers", async () => {
    const { train, test } = orThrow(await load())
    expect(train).toMatchObject({ name: 'flowers102', inputShape: [64, 64, 3], classes: 102 })
    expect([numbers(train), numbers(test)]).toEqual([
      [1, 2],
      [4, 5, 6, 7, 8],
    ])
    expect([[...train.labels], [...test.labels]]).toEqual([
      [76, 0],
      [101, 76, 0, 101, 101],
    ])
    expect([train.classNames?.length, new Set(train.classNames).size]).toEqual([102, 102])
    expect([0, 76, 101].map(label => train.classNames?.[label])).toEqual([
      'pink primrose',
      'passion flower',
      'blackberry lily',
    ])
  })

  it('swaps them, and takes the validation images too', async () => {
    const { train, test } = orThrow(await load({ swap: true, withValidation: true, size: [8, 6] }))
    expect([numbers(train), numbers(test)]).toEqual([
      [3, 4, 5, 6, 7, 8],
      [1, 2],
    ])
    expect(train.inputShape).toEqual([8, 6, 3])
  })

  it.each<[string, Record<string, Uint8Array>, string]>([
    [
      'files mixed up',
      { 'setid.mat': files['imagelabels.mat'] as Uint8Array },
      'setid.mat: "trnid" is no list',
    ],
    ['labels that are none', { 'imagelabels.mat': Uint8Array.of(1) }, 'imagelabels.mat: MAT'],
    [
      'no archive',
      { '102flowers.tgz': new Uint8Array(1024) },
      'it has no jpg/image_00001.jpg, which setid.mat names',
    ],
    [
      'a damaged archive',
      { '102flowers.tgz': (files['102flowers.tgz'] as Uint8Array).subarray(0, 99) },
      'gzip',
    ],
  ])('refuses %s', async (_, changes, message) => {
    const error = leftOf(await load({}, changes))
    expect(error.message).toContain(message)
    expect(error.code).toBe('format')
  })

  it('refuses a bad size, and passes on what reading gives', async () => {
    expect(leftOf(await load({ size: 0.5 })).code).toBe('usage')
    const offline = await flowers102().read(name => TE.left(new PlanishError('io', name)))()
    expect(leftOf(offline).message).toBe('imagelabels.mat')
  })
})
