import { PlanishError } from '@planish/core'
import { versionOf } from './run.ts'

/** A C++ compiler: how to call it, and what it says it is. */
export interface Compiler {
  readonly command: readonly [string, ...string[]]
  readonly version: string
}

/**
 * `$CXX` (which may hold arguments), else the first of `g++`, `clang++` and `c++` that runs.
 *
 * @throws `backend` when there is none
 */
export async function findCompiler(env: NodeJS.ProcessEnv = process.env): Promise<Compiler> {
  const chosen = env.CXX?.trim()
  const candidates = chosen ? [chosen] : ['g++', 'clang++', 'c++']
  for (const candidate of candidates) {
    const [program = candidate, ...args] = candidate.split(/\s+/)
    const version = await versionOf(program, [...args, '--version'])
    if (version !== undefined) return { command: [program, ...args], version }
  }
  throw new PlanishError(
    'backend',
    chosen
      ? `the C++ compiler in CXX does not run: ${chosen}`
      : 'there is no C++ compiler here (g++ or clang++)',
    howToGetOne(),
  )
}

function howToGetOne(): string {
  if (process.platform === 'darwin') return 'install the Command Line Tools: xcode-select --install'
  return 'apt-get install g++ (Debian, Ubuntu), dnf install gcc-c++ (Fedora, RHEL), or set CXX to a compiler'
}
