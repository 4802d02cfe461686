import { command } from '../command.ts'
import { root } from '../workspace.ts'
import type { Check } from './check.ts'

/** A check that is one command of a development dependency: its whole output is the fault. */
export const commandCheck = (name: string, advice: string, program: string, ...args: string[]): Check => ({
  name,
  advice,
  run: async () => {
    const { status, output } = await command(program, args, { cwd: root })
    return status === 0 ? [] : [output]
  },
})
