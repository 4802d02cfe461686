import { orThrow, PlanishError } from '@planish/core'
import { unzipSync, zipSync } from 'fflate'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { survive } from '../../test/mutate.ts'
import { checkDataset, type Dataset, type Split } from '../dataset.ts'
import { type TinyImageNetOptions, tinyImageNet } from './tinyImageNet.ts'

const archive = fixture('tinyImageNet/tiny-imagenet-200.zip')

const load = (file: Uint8Array, options: TinyImageNetOptions = {}) =>
  tinyImageNet(options).read(name =>
    name === 'tiny-imagenet-200.zip' ? TE.right(file) : TE.left(new PlanishError('io', name)),
  )()

/** The first byte of each image: within 1 of the grey that says which it is. */
const greys = ({ inputs, labels }: Dataset): number[] =>
  [...labels].map(
    (_, index) => 4 * Math.round((inputs[(index * inputs.length) / labels.length] as number) / 4),
  )

/** The archive with some of its files changed; `undefined` takes one out. */
function changed(changes: Record<string, string | undefined>): Uint8Array {
  const files = unzipSync(archive)
  for (const [name, text] of Object.entries(changes)) {
    if (text === undefined) delete files[`tiny-imagenet-200/${name}`]
    else files[`tiny-imagenet-200/${name}`] = new TextEncoder().encode(text)
  }
  return zipSync(files)
}

describe('tinyImageNet', () => {
  it('has classes sorted by their WordNet numbers, images by their names, grey ones too', async () => {
    const { train, test } = orThrow(await load(archive))
    expect(train).toMatchObject({
      name: 'tiny-imagenet',
      inputShape: [64, 64, 3],
      classes: 3,
      // words.txt has no name for the third.
      classNames: ['goldfish, Carassius auratus', 'pole', 'n03000003'],
    })
    expect([...train.labels]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
    // _0, _11, _2 of each; wnids.txt has n03000003 first.
    expect(greys(train)).toEqual([60, 104, 68, 120, 164, 128, 0, 44, 8])
    expect([...test.labels]).toEqual([1, 2, 0, 0])
    expect(test.inputs[0]).toBe(200)
    expect(test.scale).toEqual(train.scale)
    expect(train.scale.mean).toBeCloseTo((60 + 104 + 68 + 120 + 164 + 128 + 0 + 44 + 8) / 9 / 255, 2)
  })

  it('reads fewer classes, and smaller images', async () => {
    const { train, test } = orThrow(await load(archive, { classes: 2, size: 16 }))
    expect(train).toMatchObject({ inputShape: [16, 16, 3], classes: 2 })
    expect([...train.labels, ...test.labels]).toEqual([0, 0, 0, 1, 1, 1, 1, 0, 0])
  })

  it.each<[string, Uint8Array, TinyImageNetOptions, string, string]>([
    ['no classes', archive, { classes: 0 }, 'usage', 'classes must be a whole number from 1 to 200, not 0'],
    ['a size of none', archive, { size: -1 }, 'usage', 'size must be whole numbers'],
    [
      'another archive',
      zipSync({ 'a.txt': Uint8Array.of(1) }),
      {},
      'format',
      'it has no tiny-imagenet-200/wnids.txt',
    ],
    ['no archive', Uint8Array.of(1, 2, 3), {}, 'format', 'tiny-imagenet-200.zip: ZIP: '],
    [
      'a class twice',
      changed({ 'wnids.txt': 'n1\nn1\n' }),
      {},
      'format',
      'wnids.txt names no class, or one twice',
    ],
    [
      'a bare class',
      changed({ 'wnids.txt': 'n01000001\nn5\n' }),
      {},
      'format',
      'class n5 has no training images',
    ],
    [
      'a lost image',
      changed({ 'val/images/val_2.JPEG': undefined }),
      {},
      'format',
      'names val_2.JPEG, which is not in it',
    ],
    [
      'an unknown class',
      changed({ 'wnids.txt': 'n01000001\n' }),
      {},
      'format',
      'val_0.JPEG of the unknown class n02000002',
    ],
    [
      'a broken image',
      changed({ 'val/images/val_2.JPEG': 'x' }),
      {},
      'format',
      'val/images/val_2.JPEG: neither a JPEG',
    ],
  ])('refuses %s', async (_, file, options, code, message) => {
    const error = leftOf(await load(file, options))
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
  })

  const sane = ({ train, test }: Split): void => {
    for (const half of [train, test]) {
      orThrow(checkDataset(half))
      expect(half.inputs.length).toBeLessThanOrEqual(13 * 4 * 4 * 3)
    }
  }

  it('survives 2,000 damaged archives', async () => {
    const { read, refused } = await survive(archive, file => load(file, { size: 4 }), sane)
    expect(Math.min(read, refused)).toBeGreaterThan(100)
  })

  it('survives damaged lists and images in whole archives', async () => {
    const files = unzipSync(archive)
    for (const name of ['wnids.txt', 'words.txt', 'val/val_annotations.txt', 'val/images/val_0.JPEG']) {
      const path = `tiny-imagenet-200/${name}`
      await survive(
        files[path] as Uint8Array,
        damaged => load(zipSync({ ...files, [path]: damaged }, { level: 0 }), { size: 4 }),
        sane,
        50,
      )
    }
  })
})
