import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PlanishError } from '@planish/core'
import { download, exists, verifyChecksum } from '@planish/core/node'
import type { Wheel } from './artifacts.ts'
import { configuredIndex, findInIndex } from './packageIndex.ts'
import { findPip, pipDownload } from './pip.ts'
import type { OnProgress } from './progress.ts'

export interface WheelOptions {
  readonly index?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress: OnProgress
}

/**
 * Puts a wheel with the right hash into `folder`: the file that lies there already, else with pip, else (no
 * Python on this machine) straight from the configured package index.
 *
 * @returns the path of the wheel
 */
export async function obtainWheel(wheel: Wheel, folder: string, options: WheelOptions): Promise<string> {
  const { index, signal, onProgress } = options
  const file = join(folder, wheel.file)
  const title = `${wheel.project} ${wheel.version}`
  await mkdir(folder, { recursive: true })
  const report = (how: string) => (done: number, total: number | undefined) =>
    onProgress({ stage: 'download', message: `${title} ${how}`, done, total: total ?? wheel.bytes })
  if (!(await exists(file))) {
    const pip = await findPip()
    if (pip !== undefined) {
      const withPip = report('with pip')
      withPip(0, undefined)
      await pipDownload(pip, wheel, folder, { index, signal, onBytes: done => withPip(done, undefined) })
    } else {
      const from = index ?? (await configuredIndex())
      if (from === undefined) throw noWayToDownload(wheel, folder)
      const address = await findInIndex(from, wheel, signal)
      const onBytes = report(`from ${address.url.host}`)
      return await download([address], file, {
        checksum: `sha256:${wheel.sha256}`,
        hint: 'is the package index (--index, PIP_INDEX_URL) the right one, and are its credentials?',
        signal,
        onBytes,
      }).then(() => file)
    }
  }
  onProgress({ stage: 'verify', message: title })
  await verifyChecksum(file, `sha256:${wheel.sha256}`, signal)
  return file
}

function noWayToDownload(wheel: Wheel, folder: string): PlanishError {
  return new PlanishError(
    'backend',
    `there is no Python with pip here to download ${wheel.project} ${wheel.version} with, and no package index is configured`,
    `any of these helps: install Python 3 with pip; pass --index (or set PIP_INDEX_URL) to a package index of the form https://HOST/simple; put ${wheel.file} into ${folder}`,
  )
}
