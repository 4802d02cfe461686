import type { Command } from 'commander'
import { readRun } from '../run/directory.ts'
import { example } from './example.ts'
import { action } from './fail.ts'
import { showRun } from './showRun.ts'

/** `planish report`. */
export const addReport = (program: Command): Command =>
  program
    .command('report')
    .argument('<run>', 'run directory')
    .description("write a finished run's report.html again and print its table")
    .option('--json', 'print the result as JSON instead')
    .addHelpText('after', example('planish report runs/three-seeds'))
    .action(
      action(async (path: string, { json }: { readonly json?: boolean }) => {
        await showRun(path, await readRun(path), json === true)
      }),
    )
