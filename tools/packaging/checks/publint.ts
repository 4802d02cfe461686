import { readFile } from 'node:fs/promises'
import { publint as lint } from 'publint'
import { formatMessage } from 'publint/utils'
import { publishedPackages } from '../workspace.ts'
import type { Check } from './check.ts'

/** publint's rules, on what is in the tarballs. */
export const publint: Check = {
  name: 'publint, strict, on the tarballs',
  advice: 'publint.dev/rules explains each',
  run: async tarballs => {
    const faults = publishedPackages().map(async ({ manifest: { name } }) => {
      const tarball = await readFile(tarballs.get(name) ?? '')
      const { messages, pkg } = await lint({
        strict: true,
        pack: { tarball: Uint8Array.from(tarball).buffer },
      })
      return messages.map(
        message => `${name}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
      )
    })
    return (await Promise.all(faults)).flat()
  },
}
