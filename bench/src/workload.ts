import { readFile, writeFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import { PlanishError, random } from '@planish/core'
import { lecunNormal } from '@planish/models'

/** Examples of a batch. */
export const batchSize = 128

/** Radius of SAM's perturbation. */
export const rho = 0.05

/** A ReLU multi-layer perceptron with biases, by its widths: `[784, 512, 512, 10]`. */
export type Widths = readonly number[]

/** The models measured unless others are named. */
export const defaultModels: readonly Widths[] = [
  [784, 512, 512, 10],
  [3072, 512, 512, 10],
]

/** `784-512-512-10`. */
export const modelName = (widths: Widths): string => widths.join('-')

/**
 * Reads {@link modelName}.
 *
 * @throws PlanishError `usage`
 */
export function parseModel(text: string): Widths {
  if (/^[1-9]\d*(-[1-9]\d*)+$/.test(text)) return text.split('-').map(Number)
  throw new PlanishError(
    'usage',
    `"${text}" is no model`,
    'give the widths of an MLP, joined with -: 784-512-512-10',
  )
}

/** One layer's parameters. */
export interface LayerNumbers {
  /** [in, out], row by row. */
  readonly kernel: Float32Array
  readonly bias: Float32Array
}

/** The numbers that every contestant computes with. */
export interface Numbers {
  readonly layers: readonly LayerNumbers[]
  /** [batch, in]. */
  readonly inputs: Float32Array
  /** [batch]. */
  readonly labels: Int32Array
}

/** Flax's initial weights, standard normal inputs and uniform labels, the same in every run. */
export function drawNumbers(widths: Widths): Numbers {
  const [weightKey, inputKey, labelKey] = random.split(random.key(0), 3) as [
    random.Key,
    random.Key,
    random.Key,
  ]
  const keys = random.split(weightKey, widths.length - 1)
  const layers = keys.map((key, index) => {
    const [fanIn, width] = widths.slice(index, index + 2) as [number, number]
    return { kernel: lecunNormal(key, fanIn, fanIn * width), bias: new Float32Array(width) }
  })
  return {
    layers,
    inputs: random.normal(inputKey, batchSize * (widths[0] as number)),
    labels: random.randint(labelKey, batchSize, 0, widths.at(-1) as number),
  }
}

/**
 * Writes the numbers so that any language reads them in a few lines: little-endian, one after the other, each
 * layer's kernel and bias, the inputs (float32), the labels (int32).
 */
export async function writeNumbers(path: string, { layers, inputs, labels }: Numbers): Promise<void> {
  if (endianness() !== 'LE') throw new PlanishError('io', 'the benchmarks need a little-endian machine')
  const parts = [...layers.flatMap(({ kernel, bias }) => [kernel, bias]), inputs, labels]
  await writeFile(
    path,
    Buffer.concat(parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength))),
  )
}

/** Reads what {@link writeNumbers} wrote. */
export async function readNumbers(path: string, widths: Widths): Promise<Numbers> {
  const { buffer, byteOffset, byteLength } = await readFile(path)
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength)
  let position = 0
  const take = (count: number): Float32Array => {
    const taken = new Float32Array(bytes, position, count)
    position += 4 * count
    return taken
  }
  const layers = widths.slice(1).map((width, index) => ({
    kernel: take((widths[index] as number) * width),
    bias: take(width),
  }))
  const inputs = take(batchSize * (widths[0] as number))
  return { layers, inputs, labels: new Int32Array(bytes, position, batchSize) }
}
