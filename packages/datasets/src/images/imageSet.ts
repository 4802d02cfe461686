import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { inFile } from '../archive/inFile.ts'
import { type ImageDecoder, imageDecoder } from './decodeImage.ts'
import { type FitOptions, fitted, sidesOf } from './fitImage.ts'
import type { DecodeOptions } from './limits.ts'

/** How the images of a data set are read. */
export interface ImagesOptions extends FitOptions, DecodeOptions {}

/** An image that is read when its turn comes. */
export interface ImageEntry {
  /** What errors call it. */
  readonly path: string
  readonly label: number
  readonly read: TE.TaskEither<PlanishError, Uint8Array>
}

/** Images of one size with their labels. */
export interface ImageSet {
  /** Bytes [n, height, width, 3]. */
  readonly inputs: Uint8Array
  readonly inputShape: readonly [number, number, 3]
  readonly labels: Int32Array
}

const MOST_BYTES = 2 ** 32

function room(count: number, bytes: number): E.Either<PlanishError, Uint8Array> {
  const tooMuch = (): PlanishError =>
    new PlanishError(
      'usage',
      `${count} images of ${bytes} bytes each are too much for this machine's memory`,
      'take fewer classes or a smaller size',
    )
  return count * bytes > MOST_BYTES
    ? E.left(tooMuch())
    : E.tryCatch(() => new Uint8Array(count * bytes), tooMuch)
}

const readOne = (
  { path, read }: ImageEntry,
  decode: ImageDecoder,
  sides: readonly [number, number],
  fit: FitOptions['fit'],
): TE.TaskEither<PlanishError, Uint8Array> =>
  pipe(
    read,
    TE.chainEitherK(decode),
    TE.chainEitherK(image => fitted(image, sides, fit)),
    TE.map(({ data }) => data),
    TE.mapLeft(inFile(path)),
  )

/** Reads one image after the other, so that no more than one is held beside the result; stops at the first fault. */
const readAll =
  (
    entries: readonly ImageEntry[],
    sides: readonly [number, number],
    fit: FitOptions['fit'],
    decode: ImageDecoder,
  ): TE.TaskEither<PlanishError, ImageSet> =>
  async () => {
    const inputShape = [...sides, 3] as const
    const bytes = sides[0] * sides[1] * 3
    const inputs = room(entries.length, bytes)
    if (E.isLeft(inputs)) return inputs
    for (const [index, entry] of entries.entries()) {
      const image = await readOne(entry, decode, sides, fit)()
      if (E.isLeft(image)) return image
      inputs.right.set(image.right, index * bytes)
    }
    return E.right({
      inputs: inputs.right,
      inputShape,
      labels: Int32Array.from(entries, ({ label }) => label),
    })
  }

/**
 * Reader of images into one array.
 *
 * @returns PlanishError `usage`: a bad size, or more than memory takes; of an image, what reading and decoding it
 * give, its path before it
 */
export const imageReader = (
  options: ImagesOptions,
): TE.TaskEither<PlanishError, (entries: readonly ImageEntry[]) => TE.TaskEither<PlanishError, ImageSet>> =>
  pipe(
    TE.fromEither(sidesOf(options)),
    TE.chain(sides =>
      pipe(
        imageDecoder(options),
        TE.map(decode => (entries: readonly ImageEntry[]) => readAll(entries, sides, options.fit, decode)),
      ),
    ),
  )
