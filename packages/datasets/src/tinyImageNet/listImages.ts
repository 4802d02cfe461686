import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { ZipEntry } from '../archive/zip.ts'
import type { ImageEntry } from '../images/imageSet.ts'
import type { ListedImages } from '../images/imageSplit.ts'

type Entries = ReadonlyMap<string, ZipEntry>

const ROOT = 'tiny-imagenet-200'
const training = /^tiny-imagenet-200\/train\/([^/]+)\/images\/[^/]+\.JPEG$/

const broken = (message: string): PlanishError =>
  new PlanishError('format', message, 'it is damaged, or another archive')

/** The lines of a text in the archive, each cut at its tabs. */
function linesOf(entries: Entries, name: string): string[][] {
  const entry = entries.get(`${ROOT}/${name}`)
  if (entry === undefined) throw broken(`it has no ${ROOT}/${name}`)
  const content = entry.read()
  if (E.isLeft(content)) throw content.left
  return new TextDecoder()
    .decode(content.right)
    .split(/\r?\n/)
    .filter(line => line !== '')
    .map(line => line.split('\t'))
}

const sorted = (names: Iterable<string>): string[] => [...names].sort()

const imageOf = (label: number, { name, read }: ZipEntry): ImageEntry => ({
  path: name,
  label,
  read: TE.fromIOEither(read),
})

function list(entries: Entries, classes: number | undefined): ListedImages {
  const wnids = sorted(linesOf(entries, 'wnids.txt').map(([wnid = '']) => wnid))
  if (wnids.length === 0 || new Set(wnids).size < wnids.length)
    throw broken('wnids.txt names no class, or one twice')
  const labels = new Map(wnids.slice(0, classes).map((wnid, label) => [wnid, label]))
  const words = new Map(linesOf(entries, 'words.txt').map(([wnid = '', name = '']) => [wnid, name]))

  const train = sorted(entries.keys()).flatMap(path => {
    const label = labels.get(training.exec(path)?.[1] ?? '')
    return label === undefined ? [] : [imageOf(label, entries.get(path) as ZipEntry)]
  })
  const trained = new Set(train.map(({ label }) => label))
  const bare = [...labels].find(([, label]) => !trained.has(label))
  if (bare !== undefined) throw broken(`the class ${bare[0]} has no training images`)

  const test = linesOf(entries, 'val/val_annotations.txt')
    .sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([file = '', wnid = '']) => {
      const entry = entries.get(`${ROOT}/val/images/${file}`)
      if (entry === undefined) throw broken(`val_annotations.txt names ${file}, which is not in it`)
      if (!wnids.includes(wnid)) throw broken(`val_annotations.txt has ${file} of the unknown class ${wnid}`)
      const label = labels.get(wnid)
      return label === undefined ? [] : [imageOf(label, entry)]
    })
  return { classNames: [...labels.keys()].map(wnid => words.get(wnid) ?? wnid), train, test }
}

/** The images of the archive's first so many classes, those to test by from its validation set. */
export const listImages =
  (classes: number | undefined) =>
  (entries: Entries): E.Either<PlanishError, ListedImages> =>
    E.tryCatch(() => list(entries, classes), toPlanishError('format'))
