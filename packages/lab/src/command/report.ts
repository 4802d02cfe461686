import type { Command } from 'commander'
import { reportHtml } from '../report/report.ts'
import { textTable } from '../report/textTable.ts'
import { fileOf, readRun } from '../run/directory.ts'
import { writeWhole } from '../run/files.ts'
import { action } from './fail.ts'
import { print, printJson } from './print.ts'

/** `planish report`. */
export const addReport = (program: Command): Command =>
  program
    .command('report')
    .argument('<run>', 'run directory')
    .description("write a finished run's report.html again and print its table")
    .option('--json', 'print the result as JSON instead')
    .addHelpText('after', '\nExample:\n  planish report runs/three-seeds')
    .action(
      action(async (path: string, { json }: { readonly json?: boolean }) => {
        const record = await readRun(path)
        await writeWhole(fileOf(path, 'report'), reportHtml(record))
        if (json === true) printJson(record.result)
        else print(`${textTable(record.result)}\n\nreport: ${fileOf(path, 'report')}`)
      }),
    )
