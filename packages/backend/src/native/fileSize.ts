import { stat } from 'node:fs/promises'

/** The size of a file in bytes, or `undefined` when there is nothing of that name. */
export function fileSize(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}

/** Whether a file or folder of that name exists. */
export async function exists(path: string): Promise<boolean> {
  return (await fileSize(path)) !== undefined
}
