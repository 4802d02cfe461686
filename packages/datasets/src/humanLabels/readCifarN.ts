import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { checkLabels } from '../labels.ts'
import { readTorchFile } from '../pickle/readTorchFile.ts'
import { isPickledArray, type PickleValue } from '../pickle/values.ts'
import type { SourceFile } from '../source/source.ts'

/**
 * Where the labels that people gave to CIFAR's training images are published (Wei et al., 2022). The MD5 is of the
 * files in the authors' repository.
 *
 * @example
 * ```ts
 * import { cifarNFiles } from '@planish/datasets'
 *
 * cifarNFiles.cifar10.name // 'CIFAR-10_human.pt'
 * ```
 */
export const cifarNFiles = {
  cifar10: {
    name: 'CIFAR-10_human.pt',
    urls: ['https://github.com/UCSC-REAL/cifar-10-100n/raw/main/data/CIFAR-10_human.pt'],
    bytes: 2_401_007,
    checksum: 'md5:96644db5574813cae939af5f7f2a0aec',
  },
  cifar100: {
    name: 'CIFAR-100_human.pt',
    urls: ['https://github.com/UCSC-REAL/cifar-10-100n/raw/main/data/CIFAR-100_human.pt'],
    bytes: 1_000_959,
    checksum: 'md5:a67b45c1d7992051865b5c755bd68bb1',
  },
} as const satisfies Readonly<Record<string, SourceFile>>

const wrong = (message: string, hint = 'it is another file'): E.Either<PlanishError, never> =>
  E.left(new PlanishError('format', `CIFAR-N: ${message}`, hint))

/** Labels as NumPy's array, a tensor or a list. */
function labelsUnder(saved: PickleValue, name: string, classes: number): E.Either<PlanishError, Int32Array> {
  const value = saved instanceof Map ? (saved.get(name) as PickleValue | undefined) : undefined
  if (value === undefined) return wrong(`it has no labels called ${name}`)
  const items: ArrayLike<unknown> = isPickledArray(value) ? value.data : Array.isArray(value) ? value : []
  const labels = Array.from(items, item => (typeof item === 'bigint' ? Number(item) : item))
  const isWhole = (label: unknown): label is number => Number.isInteger(label)
  if (labels.length === 0 || !labels.every(isWhole)) return wrong(`${name} is no row of whole numbers`)
  const fault = checkLabels(Int32Array.from(labels), classes)
  return fault === undefined ? E.right(Int32Array.from(labels)) : wrong(`${name}: ${fault}`)
}

/** Human labels by their names, where the file's clean labels are those of the data set, example by example. */
const inOrder =
  (clean: string, wanted: readonly string[], classes: number, cleanLabels: Int32Array) =>
  (saved: PickleValue): E.Either<PlanishError, readonly Int32Array[]> =>
    pipe(
      labelsUnder(saved, clean, classes),
      E.chain(own => {
        const hint =
          'the labels are of the 50,000 training images in the order of their publisher: do not shuffle before'
        if (own.length !== cleanLabels.length) {
          return wrong(`labels of ${own.length} images for a data set of ${cleanLabels.length}`, hint)
        }
        const differs = own.findIndex((label, index) => label !== cleanLabels[index])
        return differs < 0
          ? E.right(own)
          : wrong(
              `example ${differs} is of class ${cleanLabels[differs]}, in the file of ${own[differs]}`,
              hint,
            )
      }),
      E.chain(own =>
        pipe(
          wanted,
          E.traverseArray(name =>
            pipe(
              labelsUnder(saved, name, classes),
              E.filterOrElse(
                labels => labels.length === own.length,
                labels =>
                  new PlanishError(
                    'format',
                    `CIFAR-N: ${labels.length} labels ${name} for ${own.length} images`,
                  ),
              ),
            ),
          ),
        ),
      ),
    )

/** The five sets of labels that people gave to CIFAR-10's training images; the rates are of wrong ones. */
export interface Cifar10N {
  /** The majority of the three annotators, a random one of them where there is none: 9.01 %. */
  readonly aggregate: Int32Array
  /** A wrong label where any of the three gave one: 40.21 %. */
  readonly worst: Int32Array
  /** The first annotator of each image: 17.23 %. */
  readonly random1: Int32Array
  /** The second: 18.12 %. */
  readonly random2: Int32Array
  /** The third: 17.64 %. */
  readonly random3: Int32Array
}

/**
 * The labels of CIFAR-10N (Wei et al., 2022, Learning with Noisy Labels Revisited), from the authors'
 * `CIFAR-10_human.pt`. The file is unpickled without running anything of it.
 *
 * `cleanLabels` are those of the training set that the labels are meant for, in its order: the file has its own copy,
 * and must agree with it.
 *
 * @returns PlanishError `format`: as {@link readTorchFile}, labels that are missing or out of range, another order
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { type Dataset, readCifar10N } from '@planish/datasets'
 *
 * const worstOf = (file: Uint8Array, train: Dataset) => orThrow(readCifar10N(file, train.labels)).worst
 * ```
 */
export const readCifar10N = (
  bytes: Uint8Array,
  cleanLabels: Int32Array,
): E.Either<PlanishError, Cifar10N> => {
  const names = ['aggre_label', 'worse_label', 'random_label1', 'random_label2', 'random_label3']
  return pipe(
    readTorchFile(bytes),
    E.chain(inOrder('clean_label', names, 10, cleanLabels)),
    E.map(read => {
      const [aggregate, worst, random1, random2, random3] = read as readonly [
        Int32Array,
        Int32Array,
        Int32Array,
        Int32Array,
        Int32Array,
      ]
      return { aggregate, worst, random1, random2, random3 }
    }),
  )
}

/** Which of CIFAR-100's two labels is wanted. */
export interface Cifar100NOptions {
  /** The 100 classes (`fine`, unless given) or the 20 super-classes that people chose a label from. */
  readonly labels?: 'fine' | 'coarse'
}

/**
 * The labels of CIFAR-100N (Wei et al., 2022), from the authors' `CIFAR-100_human.pt`: one annotator for each image,
 * who was wrong of 40.20 % of them, and of the super-class of 26.40 %. As {@link readCifar10N} otherwise.
 *
 * @returns PlanishError `format` as {@link readCifar10N}
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { type Dataset, readCifar100N } from '@planish/datasets'
 *
 * const noisyOf = (file: Uint8Array, train: Dataset) => orThrow(readCifar100N(file, train.labels))
 * ```
 */
export const readCifar100N = (
  bytes: Uint8Array,
  cleanLabels: Int32Array,
  { labels = 'fine' }: Cifar100NOptions = {},
): E.Either<PlanishError, Int32Array> =>
  pipe(
    readTorchFile(bytes),
    E.chain(
      labels === 'fine'
        ? inOrder('clean_label', ['noisy_label'], 100, cleanLabels)
        : inOrder('clean_coarse_label', ['noisy_coarse_label'], 20, cleanLabels),
    ),
    E.map(([noisy]) => noisy as Int32Array),
  )
