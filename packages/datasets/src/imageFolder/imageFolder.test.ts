import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { orThrow, random } from '@planish/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytesOf } from '../../test/base64.ts'
import { leftOf } from '../../test/either.ts'
import type { Split } from '../dataset.ts'
import golden from '../images/pillow.golden.json' with { type: 'json' }
import type { FolderFile } from './folderFile.ts'
import { type ImageFolderOptions, imageFolder } from './imageFolder.ts'
import { readImageFolder } from './readImageFolder.ts'

const { images } = golden
const rgb = bytesOf(images['rgb.png'].file)
const jpeg = bytesOf(images['420.jpg'].file)
const single = bytesOf(images['one-pixel.jpg'].file)
const dark = bytesOf(images['interlaced-one-pixel.png'].file)

const fileAt = (path: string, bytes: Uint8Array): FolderFile => ({
  webkitRelativePath: path,
  arrayBuffer: async () => bytes.slice().buffer,
})
const filesOf = (named: Record<string, Uint8Array>): FolderFile[] =>
  Object.entries(named).map(([path, bytes]) => fileAt(`pets/${path}`, bytes))
const load = async (named: Record<string, Uint8Array>, options: Partial<ImageFolderOptions> = {}) =>
  imageFolder(filesOf(named), { size: 4, ...options })()

/** The first byte of each image, and its label. */
const firsts = ({ train }: Split): number[][] =>
  [...train.labels].map((label, index) => [train.inputs[index * 48] as number, label])

describe('imageFolder', () => {
  const halves = {
    'train/dog/b.png': rgb,
    'train/dog/a.PNG': dark,
    'train/cat/deep/down/z.jpeg': jpeg,
    'train/cat/x.jpg': single,
    'train/cat/notes.txt': Uint8Array.of(1),
    'train/cat/.hidden.png': Uint8Array.of(1),
    'test/dog/c.png': dark,
    'readme.png': Uint8Array.of(1),
  }

  const sixOfThem = Object.fromEntries([1, 2, 3, 4, 5, 6].map(index => [`a/${index}.png`, rgb]))

  it('has classes and images in the order of their names, and one array of mixed sizes', async () => {
    const { train, test } = orThrow(await load(halves))
    expect(train).toMatchObject({
      name: 'pets',
      inputShape: [4, 4, 3],
      classes: 2,
      classNames: ['cat', 'dog'],
    })
    expect(train.inputs.length).toBe(4 * 48)
    expect([...train.labels]).toEqual([0, 0, 1, 1])
    expect([...test.labels]).toEqual([1])
    expect(test.inputs).toEqual(train.inputs.slice(96, 144)) // a.PNG before b.png, and the same as c.png
    const mean = [...train.inputs].reduce((sum, byte) => sum + byte, 0) / train.inputs.length / 255
    expect(train.scale.divide).toBe(255)
    expect(train.scale.mean).toBeCloseTo(mean, 2)
    expect(test.scale).toEqual(train.scale)
  })

  it('sorts as torchvision does: folder by folder, not path by path', async () => {
    const split = await load({ 'c/a/1.png': dark, 'c/a-1/0.png': rgb, 'c/9.png': dark }, { testShare: 0 })
    const [first, second, third] = firsts(orThrow(split)).map(([byte]) => byte)
    expect(first).toBe(second) // c/9.png, c/a/1.png
    expect(third).not.toBe(first) // c/a-1/0.png
  })

  it('reads the classes asked for, in that order', async () => {
    const { train, test } = orThrow(await load(halves, { classes: ['dog'], name: 'dogs' }))
    expect(train).toMatchObject({ name: 'dogs', classes: 1, classNames: ['dog'] })
    expect([train.labels.length, test.labels.length]).toEqual([2, 1])
    expect(orThrow(await load(halves, { classes: ['dog', 'cat'] })).train.labels).toEqual(
      Int32Array.of(1, 1, 0, 0),
    )
  })

  it('takes val where there is no test', async () => {
    const { test } = orThrow(await load({ 'train/a/1.png': rgb, 'val/a/2.png': dark }))
    expect(test.labels.length).toBe(1)
    const both = { 'train/a/1.png': rgb, 'val/a/2.png': dark, 'test/a/3.png': dark, 'test/a/4.png': dark }
    expect(orThrow(await load(both)).test.labels.length).toBe(2)
  })

  it('splits a folder of classes, each alike, by the key', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `${index < 20 ? 'a' : 'b'}/${index}.png`,
        index % 2 ? rgb : dark,
      ]),
    )
    const { train, test } = orThrow(await load(many, { testShare: 0.3, key: random.key(1) }))
    const count = (labels: Int32Array, label: number) => labels.filter(found => found === label).length
    expect([count(train.labels, 0), count(train.labels, 1)]).toEqual([14, 7])
    expect([count(test.labels, 0), count(test.labels, 1)]).toEqual([6, 3])
    expect(orThrow(await load(many, { testShare: 0.3, key: random.key(1) })).test).toEqual(test)
    expect(orThrow(await load(many, { testShare: 0.3, key: random.key(2) })).test).not.toEqual(test)
  })

  it.each<[string, Record<string, Uint8Array>, Partial<ImageFolderOptions>, string, string]>([
    ['a folder of none', { 'a/notes.txt': rgb }, {}, 'format', 'it has no images to train on'],
    ['a half alone', { 'train/a/1.png': rgb }, {}, 'format', 'neither "test" nor "val"'],
    [
      'a damaged image',
      { 'a/1.png': rgb, 'a/2.jpg': jpeg.subarray(0, 300) },
      {},
      'format',
      'a/2.jpg: JPEG: truncated',
    ],
    [
      'an image under a false name',
      { 'a/1.png': jpeg, 'b/2.jpg': Uint8Array.of(71) },
      {},
      'format',
      'b/2.jpg: neither',
    ],
    [
      'an image of another format',
      { 'a/1.webp': rgb },
      {},
      'format',
      'a/1.webp is of a format that is not read',
    ],
    [
      'a class of tests alone',
      { 'train/a/1.png': rgb, 'val/b/2.png': rgb },
      {},
      'format',
      'the class "b" has no train',
    ],
    ['a class that is not there', halves, { classes: ['cow'] }, 'usage', 'there is no class "cow"'],
    ['a class twice', halves, { classes: ['cat', 'cat'] }, 'usage', 'classes must name each class once'],
    ['no classes', halves, { classes: [] }, 'usage', 'classes must name each class once'],
    ['a share of all', { 'a/1.png': rgb }, { testShare: 1 }, 'usage', 'testShare must be in [0, 1), not 1'],
    ['a size of none', halves, { size: 0 }, 'usage', 'size must be whole numbers'],
    [
      'a picture beyond the limit',
      halves,
      { maxPixels: 10 },
      'format',
      'train/cat/deep/down/z.jpeg: JPEG: it is 27 × 21',
    ],
    [
      'more than memory',
      sixOfThem,
      { size: 16_384, testShare: 0 },
      'usage',
      '6 images of 805306368 bytes each are too much',
    ],
  ])('refuses %s', async (_, files, options, code, message) => {
    const error = leftOf(await load(files, options))
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
  })

  it('says which file the browser refused', async () => {
    const gone = {
      ...fileAt('pets/a/1.png', rgb),
      arrayBuffer: () => Promise.reject(new Error('NotReadable')),
    }
    const error = leftOf(await imageFolder([gone], { size: 4, testShare: 0 })())
    expect([error.code, error.message]).toEqual(['io', "a/1.png: it can't be read: NotReadable"])
  })
})

describe('readImageFolder', () => {
  let dir = ''
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'planish-images-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  it('reads what imageFolder reads, links to files too', async () => {
    const named = { 'train/b/1.png': rgb, 'train/a/deep/2.jpg': jpeg, 'test/a/3.jpg': single }
    for (const [path, bytes] of Object.entries(named)) {
      await mkdir(dirname(join(dir, path)), { recursive: true })
      await writeFile(join(dir, path), bytes)
    }
    await symlink(join(dir, 'train/b/1.png'), join(dir, 'train/b/4.png'))
    const expected = orThrow(await load({ ...named, 'train/b/4.png': rgb }, { name: 'same' }))
    expect(orThrow(await readImageFolder(`${dir}/`, { size: 4, name: 'same' })())).toEqual(expected)
  })

  it('reports a folder that is not there', async () => {
    const error = leftOf(await readImageFolder(join(dir, 'nowhere'), { size: 4 })())
    expect(error.code).toBe('io')
    expect(error.message).toContain("nowhere can't be read")
  })
})
