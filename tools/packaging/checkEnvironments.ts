// `npm run check:environments`: the packed packages, installed and used as strangers would.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { breakExport } from './environments/breakExport.ts'
import { install, type Project } from './environments/install.ts'
import { nodeVersions, type Use, usesOf } from './environments/use.ts'
import { packAll } from './pack.ts'

/** Broken on purpose, in the end: all projects use it. */
const victim = '@planish/optim'

let sound = true

/** Prints how a part of the check ended. */
function tell(passed: boolean, what: string, began: number, fault = ''): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${what} (${seconds} s)`)
  if (passed) return
  sound = false
  console.log(fault.replace(/^/gm, '  '))
}

/** Installs a project, and tells how that went. */
async function installed(
  name: string,
  folder: string,
  tarballs: ReadonlyMap<string, string>,
): Promise<Project | undefined> {
  const began = performance.now()
  try {
    const project = await install(name, folder, tarballs)
    tell(true, `${name}: installed`, began)
    return project
  } catch (thrown) {
    tell(false, `${name}: installed`, began, String(thrown))
    return undefined
  }
}

/** Uses an installed project in every way. */
async function use(project: Project, uses: readonly Use[]): Promise<void> {
  for (const { name, run } of uses) {
    const began = performance.now()
    const fault = await run(project).catch(String)
    tell(fault === undefined, `${project.name}: ${name}`, began, fault)
  }
}

/** The same with one export broken: every use must fail, and name the package. */
async function useBroken(project: Project, uses: readonly Use[]): Promise<void> {
  await breakExport(project, victim)
  for (const { name, run } of uses) {
    const began = performance.now()
    const fault = await run(project).catch(String)
    const noticed = fault?.includes(victim) === true
    tell(
      noticed,
      `${project.name}: ${name}, fails without an export of ${victim}`,
      began,
      fault ?? 'it passed',
    )
  }
}

const folder = await mkdtemp(join(tmpdir(), 'planish-environments-'))
try {
  const tarballs = await packAll(join(folder, 'tarballs'))
  const nodes = await nodeVersions()
  const waiting = Object.entries(usesOf(nodes))
  const usesOfBroken = usesOf(nodes.slice(0, 1)) // one Node is enough to see that the check sees
  // Two at a time: npm waits for the disk where a compiler waits for the processor.
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, uses] = next
      const project = await installed(name, folder, tarballs)
      if (project === undefined) continue
      await use(project, uses)
      await useBroken(project, usesOfBroken[name] ?? [])
    }
  }
  await Promise.all([work(), work()])
} finally {
  await rm(folder, { recursive: true, force: true })
}
if (!sound) {
  console.log('→ environments/README.md says what is done here; the fault is in the package that is named')
  process.exitCode = 1
}
