import { PlanishError } from '@planish/core'
import { type Architecture, architectures, type ModelUser, mlpOf } from './architectures.ts'

/** A model with the batch it is measured on. */
export interface Workload {
  /** As it was asked for, and as it stands in the results. */
  readonly name: string
  /** Which of the peers' networks it is. */
  readonly architecture: Architecture
  /** Shape of one input. */
  readonly inputShape: readonly number[]
  readonly classes: number
  /** Examples of a batch. */
  readonly batchSize: number
  /** Hands the model to whoever needs it. */
  readonly withModel: ModelUser
}

/** The models measured unless others are named, on the backends where they take seconds, not minutes. */
export const defaultModels: readonly string[] = ['mlp-784', 'mlp-3072', 'cnn', 'resnet18@16', 'vit']

const named =
  /^(?<kind>cnn|resnet18|vit)(?::(?<options>[a-z]+=\d+(?:,[a-z]+=\d+)*))?(?:@(?<batch>[1-9]\d*))?$/
const widths = /^(?<first>mlp-)?(?<widths>[1-9]\d*(?:-[1-9]\d*)*)(?:@(?<batch>[1-9]\d*))?$/

const hint =
  'mlp-784, mlp-3072, an MLP by its widths (784-512-512-10), cnn, resnet18, vit; each with @BATCH (resnet18@64); the latter with width and size (cnn:width=4,size=8)'

const numbers = (text: string | undefined): ReadonlyMap<string, number> =>
  new Map(
    (text ?? '')
      .split(',')
      .filter(part => part !== '')
      .map(part => {
        const [name, value] = part.split('=') as [string, string]
        return [name, Number(value)]
      }),
  )

function imageModel(
  name: string,
  kind: Exclude<Architecture, 'mlp'>,
  options: string | undefined,
  batch: string | undefined,
): Workload {
  const given = numbers(options)
  for (const option of given.keys()) {
    if (option !== 'width' && option !== 'size') {
      throw new PlanishError('usage', `"${name}": a model has no ${option} here`, hint)
    }
  }
  const { width, batchSize, of } = architectures[kind]
  const size = given.get('size') ?? 32
  return {
    name,
    architecture: kind,
    inputShape: [size, size, 3],
    classes: 10,
    batchSize: batch === undefined ? batchSize : Number(batch),
    withModel: of({ inputShape: [size, size, 3], classes: 10, width: given.get('width') ?? width }),
  }
}

/** `mlp-784` stands for 784-512-512-10. */
function mlpWidths(prefix: string | undefined, text: string): readonly number[] {
  const given = text.split('-').map(Number)
  return prefix !== undefined && given.length === 1 ? [...given, 512, 512, 10] : given
}

/**
 * Reads a model's name: `mlp-784`, `784-512-512-10`, `cnn`, `resnet18@64`, `cnn:width=4,size=8@4`.
 *
 * @throws PlanishError `usage`
 */
export function parseWorkload(name: string): Workload {
  const image = named.exec(name)?.groups
  if (image !== undefined) {
    return imageModel(name, image.kind as Exclude<Architecture, 'mlp'>, image.options, image.batch)
  }
  const dense = widths.exec(name)?.groups
  const sizes = dense === undefined ? [] : mlpWidths(dense.first, dense.widths as string)
  if (sizes.length < 2) throw new PlanishError('usage', `"${name}" is no model`, hint)
  return {
    name,
    architecture: 'mlp',
    inputShape: sizes.slice(0, 1),
    classes: sizes.at(-1) as number,
    batchSize: dense?.batch === undefined ? 128 : Number(dense.batch),
    withModel: mlpOf(sizes),
  }
}
