import { type PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { InflateOptions } from '../archive/limits.ts'
import { readZip, type ZipEntry } from '../archive/zip.ts'
import { storageOf } from './torch.ts'
import { readValue } from './unpickle.ts'
import { latin1, type PickleValue, refused } from './values.ts'

const PICKLE = 'data.pkl'

const contentOf = (entry: ZipEntry | undefined, name: string): Uint8Array => {
  if (entry === undefined) throw refused(`the file has no ${name}`)
  const content = entry.read()
  if (content._tag === 'Left') throw content.left
  return content.right
}

function valueIn(entries: ReadonlyMap<string, ZipEntry>): PickleValue {
  // All lie in one folder, which has the name that the file was saved under.
  const pickles = [...entries.keys()].filter(
    name => name.split('/').length === 2 && name.endsWith(`/${PICKLE}`),
  )
  const [pickle] = pickles
  if (pickle === undefined || pickles.length > 1) {
    throw refused(
      `${pickles.length} files ${PICKLE}`,
      'a file of torch.save holds one; TorchScript is not read',
    )
  }
  const folder = pickle.slice(0, -PICKLE.length)
  const order = entries.get(`${folder}byteorder`)
  const little = order === undefined || latin1(contentOf(order, 'byteorder')) !== 'big'
  const size = [...entries.values()].reduce((total, entry) => total + entry.size, 0)
  // A storage may be referred to any number of times, and is inflated once.
  const contents = new Map<string, Uint8Array>()
  const content = (name: string): Uint8Array => {
    const known = contents.get(name)
    if (known !== undefined) return known
    const found = contentOf(entries.get(`${folder}data/${name}`), `data/${name}`)
    contents.set(name, found)
    return found
  }
  return readValue(contentOf(entries.get(pickle), PICKLE), size, id => storageOf(id, content, little))
}

/**
 * The data in a file of PyTorch's `torch.save` (a ZIP archive, as since PyTorch 1.6): as {@link unpickle}, and dense
 * tensors of whole numbers, truth values and floats of 32 or 64 bits. Nothing of it is run.
 *
 * @returns PlanishError `format`: as `readZip` and `unpickle`, or a tensor beyond its storage
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { isPickledArray, readTorchFile } from '@planish/datasets'
 *
 * const labelsIn = (file: Uint8Array) => {
 *   const saved = orThrow(readTorchFile(file))
 *   const labels = saved instanceof Map ? saved.get('labels') : undefined
 *   return isPickledArray(labels) ? labels.data : undefined
 * }
 * ```
 */
export const readTorchFile = (
  bytes: Uint8Array,
  options?: InflateOptions,
): E.Either<PlanishError, PickleValue> =>
  pipe(
    readZip(bytes, options),
    E.chain(entries => E.tryCatch(() => valueIn(entries), toPlanishError('format'))),
  )
