import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { command } from '../command.ts'
import { type Package, publishedPackages, root, workspaces } from '../workspace.ts'
import type { Check } from './check.ts'

/** The version that the pending changesets lead to; the same one when none is pending. */
export function nextVersion(version: string, changesets: readonly string[]): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const named = (kind: string): boolean =>
    changesets.some(text => new RegExp(`^.*: ${kind}$`, 'm').test(text))
  if (named('major')) return `${major + 1}.0.0`
  if (named('minor')) return `${major}.${minor + 1}.0`
  return named('patch') ? `${major}.${minor}.${patch + 1}` : version
}

/** What `npx changeset version` would do, in a copy of what it reads and writes: it must not touch this checkout. */
async function versionedCopy(into: string): Promise<string> {
  const sources = [
    'package.json',
    '.changeset',
    ...workspaces().map(({ folder }) => join(relative(root, folder), 'package.json')),
  ]
  for (const source of sources) await cp(join(root, source), join(into, source), { recursive: true })
  for (const { folder } of publishedPackages()) {
    await cp(join(folder, 'CHANGELOG.md'), join(into, relative(root, folder), 'CHANGELOG.md')).catch(() => {})
  }
  await symlink(join(root, 'node_modules'), join(into, 'node_modules'), 'dir')
  const identity = ['-c', 'user.name=check', '-c', 'user.email=check@localhost']
  for (const args of [
    ['init', '--quiet'],
    ['add', ...sources],
    [...identity, 'commit', '--quiet', '--message', 'before', '--no-gpg-sign'],
  ]) {
    const { status, output } = await command('git', args, { cwd: into })
    if (status !== 0) return output
  }
  const { status, output } = await command('changeset', ['version'], { cwd: into })
  return status === 0 ? '' : output
}

/** A range of ours that does not take the version that the packages now have. */
const strayRanges = ({ manifest }: Package, version: string): string[] =>
  Object.entries({ ...manifest.devDependencies, ...manifest.peerDependencies, ...manifest.dependencies })
    .filter(([name, range]) => name.startsWith('@planish/') && range !== version)
    .map(([name, range]) => `${manifest.name} depends on ${name} ${range}, not ${version}`)

/** Why the versions, the ranges among the packages and the changelogs do not belong together. */
async function faultsOf(copy: string, expected: string, pending: readonly string[]): Promise<string[]> {
  const faults = workspaces(copy).flatMap(found => strayRanges(found, expected))
  for (const { folder, manifest } of publishedPackages(copy)) {
    const { name, version } = manifest
    if (version !== expected) faults.push(`${name} is at ${version}, not at ${expected}`)
    if (pending.length === 0) continue
    const changelog = await readFile(join(folder, 'CHANGELOG.md'), 'utf8').catch(() => '')
    if (!changelog.includes(`## ${expected}`)) {
      faults.push(`${name} has no CHANGELOG.md that tells of ${expected}`)
    }
    for (const text of pending.filter(text => text.includes(`'${name}'`))) {
      const [summary = ''] = text.split('---').at(-1)?.trim().split('\n') ?? []
      if (!changelog.includes(summary)) faults.push(`${name}'s CHANGELOG.md lacks “${summary}”`)
    }
  }
  return faults
}

/** The pending changesets' text. */
async function pendingChangesets(): Promise<string[]> {
  const { stdout } = await command('git', ['ls-files', '.changeset'], { cwd: root })
  const files = stdout.split('\n').filter(file => file.endsWith('.md') && !file.endsWith('README.md'))
  return Promise.all(files.map(file => readFile(join(root, ...file.split('/')), 'utf8')))
}

/** The next release, rehearsed: one version for all packages, ranges that follow it, a changelog for each. */
export const versioning: Check = {
  name: 'versions and changelogs that `npx changeset version` would leave',
  advice: 'mend the changeset or the manifest that it names; docs/releasing.md has the procedure',
  run: async () => {
    const copy = await mkdtemp(join(tmpdir(), 'planish-version-'))
    try {
      const failed = await versionedCopy(copy)
      if (failed !== '') return [failed]
      const pending = await pendingChangesets()
      const [current = '0.0.0'] = publishedPackages().map(({ manifest }) => manifest.version)
      return await faultsOf(copy, nextVersion(current, pending), pending)
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  },
}
