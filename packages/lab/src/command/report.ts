import { basename, join } from 'node:path'
import { PlanishError } from '@planish/core'
import type { Command } from 'commander'
import { readRun } from '../run/directory.ts'
import { runsIn } from '../run/runsIn.ts'
import { example } from './example.ts'
import { action } from './fail.ts'
import { printJson } from './print.ts'
import { showRun } from './showRun.ts'
import { compareRuns } from './showRuns.ts'

interface Flags {
  readonly out: string
  readonly json?: boolean
}

async function report(folders: readonly string[], { out, json }: Flags): Promise<void> {
  const paths = (await Promise.all(folders.map(runsIn))).flat()
  const [only, ...others] = paths
  if (only === undefined) {
    throw new PlanishError('usage', `there is no run in ${folders.join(', ')}`, 'name run directories')
  }
  if (others.length === 0) return showRun(only, await readRun(only), json === true)
  const runs = await Promise.all(
    paths.map(async path => ({ name: basename(path), record: await readRun(path) })),
  )
  const file = out.endsWith('.html') ? out : join(out, 'report.html')
  if (json === true)
    printJson({ version: 1, runs: runs.map(({ name, record }) => ({ name, ...record.result })) })
  await compareRuns(file, runs, json === true)
}

/** `planish report`. */
export const addReport = (program: Command): Command =>
  program
    .command('report')
    .argument('<runs...>', 'run directories, or folders that hold some')
    .description(
      "write a finished run's report.html again and print its table, or compare several runs on one page",
    )
    .option('--out <file>', 'where the page that compares runs is written', 'comparison.html')
    .option('--json', 'print the results as JSON instead')
    .addHelpText('after', example('planish report runs/sgd runs/sam --out comparison.html'))
    .action(action(report))
