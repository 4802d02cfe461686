import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import * as E from 'fp-ts/lib/Either.js'
import { PlanishError } from '../errors.ts'
import type { Entry, Leaf, Tree } from '../tree.ts'
import { entries, rebuild } from '../tree.ts'
import type { HostTensor } from './hostTensor.ts'

const HINT = 'the file was written for another model or version'

const differs = (path: string, expected: string, found: string): PlanishError =>
  new PlanishError(
    'tree',
    `${path === '' ? 'the root' : path} should be ${expected}, the file has ${found}`,
    HINT,
  )

const describe = (dtype: string, shape: readonly number[]): string =>
  `${dtype} of shape [${shape.join(', ')}]`

async function download(path: string, tensor: Tensor): Promise<HostTensor> {
  const shape = [...tensor.shape]
  // Copies: a backend may hand out the very array that it computes with.
  switch (tensor.dtype) {
    case 'float32':
      return { dtype: 'float32', shape, data: Float32Array.from(await tensor.data<'float32'>()) }
    case 'int32':
      return { dtype: 'int32', shape, data: Int32Array.from(await tensor.data<'int32'>()) }
    case 'bool':
      return { dtype: 'bool', shape, data: Uint8Array.from(await tensor.data<'bool'>()) }
    default:
      throw new PlanishError('tree', `${path} is a ${tensor.dtype} tensor, which no file can hold`)
  }
}

/**
 * A tree on the host, under the dotted paths of its leaves: what {@link encode} takes. Numbers become
 * float64 scalars. The tree is left as it is.
 *
 * @throws PlanishError `tree` when a leaf is a string or complex tensor, or two leaves have one path
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { safetensors } from '@planish/core'
 *
 * await safetensors.fromTree({ layers: [{ bias: tf.zeros([2]) }], step: 7 }) // { 'layers.0.bias': …, step: … }
 * ```
 */
export async function fromTree(tree: Tree<Leaf>): Promise<Record<string, HostTensor>> {
  const named = await Promise.all(
    entries(tree).map(
      async ({ path, leaf }): Promise<readonly [string, HostTensor]> => [
        path,
        typeof leaf === 'number'
          ? { dtype: 'float64', shape: [], data: Float64Array.of(leaf) }
          : await download(path, leaf),
      ],
    ),
  )
  const tensors = Object.fromEntries(named)
  const twice = named.find(([path, tensor]) => tensors[path] !== tensor)
  if (twice !== undefined) throw new PlanishError('tree', `two leaves of the tree have the path ${twice[0]}`)
  return tensors
}

/** What is wrong with the stored tensor that should become this leaf. */
function mismatch({ path, leaf }: Entry<Leaf>, found: HostTensor | undefined): PlanishError | undefined {
  const [dtype, shape] = typeof leaf === 'number' ? ['float64', []] : [leaf.dtype, leaf.shape]
  const expected = describe(dtype, shape)
  const actual = found === undefined ? 'nothing' : describe(found.dtype, found.shape)
  return expected === actual ? undefined : differs(path, expected, actual)
}

/** The reverse of {@link download}, for a tensor that {@link mismatch} has passed. */
function restore(leaf: Leaf, { data, shape }: HostTensor): Leaf {
  if (typeof leaf === 'number') return Number(data[0])
  // A copy: a backend may keep and compute with the very array that it is given.
  return tf.tensor(data.slice() as Float32Array | Int32Array | Uint8Array, [...shape], leaf.dtype)
}

/**
 * The reverse of {@link fromTree}: a tree of `like`'s structure with fresh tensors, and numbers where `like` has
 * numbers. Strict: names, types and shapes must all agree, and the error names the path.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { safetensors } from '@planish/core'
 *
 * const stored = await safetensors.fromTree({ kernel: tf.ones([2, 2]), step: 7 })
 * safetensors.toTree({ kernel: tf.zeros([2, 2]), step: 0 }, stored) // right({ kernel: …, step: 7 })
 * ```
 */
export function toTree<T extends Tree<Leaf>>(
  like: T,
  tensors: Readonly<Record<string, HostTensor>>,
): E.Either<PlanishError, T> {
  const expected = entries<Leaf>(like)
  const found = (path: string) => (Object.hasOwn(tensors, path) ? tensors[path] : undefined)
  for (const entry of expected) {
    const error = mismatch(entry, found(entry.path))
    if (error !== undefined) return E.left(error)
  }
  const known = new Set(expected.map(({ path }) => path))
  const extra = Object.keys(tensors).filter(name => !known.has(name))
  if (extra.length > 0) {
    return E.left(
      new PlanishError('tree', `the file has tensors that the tree lacks: ${extra.join(', ')}`, HINT),
    )
  }
  const restored = expected.map(({ path, leaf }) => restore(leaf, found(path) as HostTensor))
  return E.right(rebuild<T, Leaf>(like, restored))
}
