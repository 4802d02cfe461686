import { command } from '../command.ts'
import { root } from '../workspace.ts'
import type { Check } from './check.ts'

/**
 * Are the types wrong? Each tarball's types as TypeScript finds them from ESM, from CJS and for a bundler. Not
 * `moduleResolution: node10`, which knows no `exports` and which TypeScript 6 gives up.
 */
export const types: Check = {
  name: 'types for ESM, CJS and bundlers (attw, on the tarballs)',
  advice: 'arethetypeswrong.github.io explains each; exports come from package.json, files from tsdown',
  run: async tarballs => {
    const faults: string[] = []
    for (const tarball of tarballs.values()) {
      const args = [tarball, '--profile', 'node16', '--format', 'ascii', '--no-emoji', '--no-color']
      const { status, output } = await command('attw', args, { cwd: root })
      if (status !== 0) faults.push(output)
    }
    return faults
  },
}
