import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileOf, optionalFile } from './directory.ts'
import { fileError } from './files.ts'

const isRun = async (path: string): Promise<boolean> =>
  (await optionalFile(fileOf(path, 'config'))) !== undefined

/**
 * The run directories that a folder stands for: itself, or those in it, in the order of their names. What is not
 * finished is among them.
 */
export async function runsIn(folder: string): Promise<readonly string[]> {
  if (await isRun(folder)) return [folder]
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const found = entries
      .filter(entry => entry.isDirectory())
      .map(({ name }) => join(folder, name))
      .toSorted()
    const are = await Promise.all(found.map(isRun))
    return found.filter((_, index) => are[index])
  } catch (thrown) {
    throw fileError(folder, thrown)
  }
}
