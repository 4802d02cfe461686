import { stat } from 'node:fs/promises'

/**
 * The size of a file in bytes, or `undefined` when there is nothing of that name.
 *
 * @example
 * ```ts
 * import { fileSize } from '@planish/core/node'
 *
 * const size = (file: string) => fileSize(file) // await size('weights.bin')
 * ```
 */
export function fileSize(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}

/**
 * Whether a file or folder of that name exists.
 *
 * @example
 * ```ts
 * import { exists } from '@planish/core/node'
 *
 * await exists('/') // true
 * ```
 */
export async function exists(path: string): Promise<boolean> {
  return (await fileSize(path)) !== undefined
}
