import { type Key, PlanishError, random, safetensors, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { checkDataset, type Dataset, identityScale, type Scale, type Split } from '../dataset.ts'
import { centredBytes } from '../idx/idxSplit.ts'
import { subset } from '../select.ts'
import { stratify } from '../stratify.ts'

/** What a safetensors file does not say. */
export interface SafetensorsOptions {
  /** `safetensors` unless given. */
  readonly name?: string
  /** One more than the largest label unless given. */
  readonly classes?: number
  readonly classNames?: readonly string[]
  /** Unless given: of bytes, x / 255 less the training inputs' mean, to three decimals; of other numbers, none. */
  readonly scale?: Scale
  /** Which share of each class is tested by, in [0, 1); 0.2 unless given. */
  readonly testShare?: number
  /** Draws the split; `random.key(0)` unless given. */
  readonly key?: Key
}

type Tensor = safetensors.HostTensor

const broken = (message: string): PlanishError =>
  new PlanishError('format', `safetensors: ${message}`, 'it should hold "inputs" [n, …] and "labels" [n]')

function tensor(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined
  if (found !== undefined) return found
  throw broken(`it has no tensor "${name}", only ${Object.keys(tensors).slice(0, 20).join(', ') || 'none'}`)
}

function inputsOf({ dtype, data, shape }: Tensor): Uint8Array | Float32Array {
  if (shape.length < 2) throw broken(`"inputs" has shape [${shape.join(', ')}]`)
  if (dtype === 'uint8') return data
  const floats = dtype === 'int64' ? Float32Array.from(data, Number) : Float32Array.from(data)
  const strange = floats.findIndex(value => !Number.isFinite(value))
  if (strange >= 0)
    throw broken(`value ${strange} of "inputs" is ${data[strange]}, which is no number of float32`)
  return floats
}

function labelsOf({ dtype, data, shape }: Tensor): Int32Array {
  if (shape.length !== 1 || dtype === 'float32' || dtype === 'float64' || dtype === 'bool') {
    throw broken(`"labels" is ${dtype} of shape [${shape.join(', ')}], not whole numbers [n]`)
  }
  const labels = dtype === 'int64' ? Int32Array.from(data, Number) : Int32Array.from(data)
  const strange = labels.findIndex((label, index) => label < 0 || label !== Number(data[index]))
  if (strange >= 0) throw broken(`label ${strange} is ${data[strange]}`)
  return labels
}

/** As many classes as there are labels would be a list, not a classification: it asks for their counts. */
const MOST_CLASSES = 2 ** 16

function build(tensors: Readonly<Record<string, Tensor>>, options: SafetensorsOptions): Split {
  const { name = 'safetensors', testShare = 0.2, key = random.key(0) } = options
  if (!(testShare >= 0 && testShare < 1)) {
    throw new PlanishError('usage', `safetensors: testShare must be in [0, 1), not ${testShare}`)
  }
  const stored = tensor(tensors, 'inputs')
  const inputs = inputsOf(stored)
  const [n = 0, ...inputShape] = stored.shape
  const labels = labelsOf(tensor(tensors, 'labels'))
  if (n !== labels.length) throw broken(`${n} inputs, ${labels.length} labels`)
  if (n === 0) throw broken('it has no examples')
  const classes = options.classes ?? labels.reduce((most, label) => Math.max(most, label), 0) + 1
  if (classes > MOST_CLASSES) throw broken(`${classes} classes, the limit is ${MOST_CLASSES}`)
  const { classNames } = options
  const whole: Dataset = {
    name,
    inputs,
    inputShape,
    labels,
    classes,
    ...(classNames === undefined ? {} : { classNames }),
    scale: identityScale,
  }
  const checked = checkDataset(whole)
  if (E.isLeft(checked)) throw checked.left
  const halves = stratify(labels, classes, testShare, key)
  const train = subset(halves.train)(whole)
  const scale =
    options.scale ?? (train.inputs instanceof Uint8Array ? centredBytes(train.inputs) : identityScale)
  return { train: { ...train, scale }, test: { ...subset(halves.test)(whole), scale } }
}

/**
 * The data set in a safetensors file: the tensors `inputs` [n, …] (images as [n, height, width, channels]) and
 * `labels` [n], whole numbers from 0, as the file of a batch that `planish step` reads. Bytes stay bytes, other
 * numbers become float32. Split here, each class alike.
 *
 * @returns PlanishError `format`: not a safetensors file, a tensor missing or of a wrong kind, as many labels as inputs
 * it has not, a label out of range; `usage`: a share that is none
 * @example
 * ```ts
 * import { orThrow, safetensors } from '@planish/core'
 * import { readSafetensors } from '@planish/datasets'
 *
 * const file = safetensors.encode({
 *   inputs: { dtype: 'float32', shape: [4, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
 *   labels: { dtype: 'int32', shape: [4], data: Int32Array.of(0, 1, 0, 1) },
 * })
 * orThrow(readSafetensors(file, { testShare: 0.5 })).train.labels // Int32Array [0, 1]
 * ```
 */
export const readSafetensors = (
  bytes: Uint8Array,
  options: SafetensorsOptions = {},
): E.Either<PlanishError, Split> =>
  pipe(
    safetensors.decode(bytes),
    E.chain(({ tensors }) => E.tryCatch(() => build(tensors, options), toPlanishError('format'))),
  )
