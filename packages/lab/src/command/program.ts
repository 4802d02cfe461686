import { enableProdMode } from '@tensorflow/tfjs-core'
import { Command, CommanderError } from 'commander'
import { version } from '../version.ts'
import { addBackend } from './backend.ts'
import { addData } from './data.ts'
import { addDoctor } from './doctor.ts'
import { example } from './example.ts'
import { addExplain } from './explain.ts'
import { addList } from './list.ts'
import { addReport } from './report.ts'
import { addReproduce, trainDefaults } from './reproduce.ts'
import { addInit, addStep } from './step.ts'
import { addSweep } from './sweep.ts'
import { addTrain } from './train.ts'

/** The `planish` command. */
export function planish(): Command {
  const program = new Command('planish')
    .description('sharpness-aware training under label noise')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'planish: ')) })
    .showHelpAfterError('  → add --help to see what there is')
    .addHelpText('after', example('planish reproduce --quick'))
  addReproduce(program)
  addTrain(program, trainDefaults)
  addSweep(program, trainDefaults)
  addReport(program)
  addDoctor(program)
  addBackend(program)
  addData(program)
  addList(program)
  addExplain(program)
  addStep(program)
  addInit(program)
  return program
}

/** A reader that has seen enough, as in `planish list rules | head`, is no failure; the work goes on. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/** Runs the command with a process's arguments and sets its exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  enableProdMode() // no advertisement of tfjs-node on standard error
  try {
    await planish().parseAsync([...argv])
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    // commander has said what is wrong; help and version "fail" with status 0.
    process.exitCode = thrown.exitCode === 0 ? 0 : 2
  }
}
