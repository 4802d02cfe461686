import { execFileSync } from 'node:child_process'
import { version_core } from '@tensorflow/tfjs-core'
import { version } from '../version.ts'

/** The commit of the working folder, if it is one of a git repository. */
function commit(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return undefined
  }
}

/** What a run was made with, for its record. */
export function versions(): { [name: string]: string } {
  const found = commit()
  return {
    planish: version,
    tfjs: version_core,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    ...(found !== undefined && { commit: found }),
  }
}

/** What computes now in another version than when a run was begun, in words: it may give other bits. */
export const changes = (begunWith: { readonly [name: string]: string }): string[] =>
  Object.entries(versions()).flatMap(([name, now]) => {
    const then = begunWith[name]
    const decides = name !== 'commit' && then !== undefined && then !== now
    return decides ? [`${name} is ${now}, it was ${then} when the run was begun`] : []
  })
