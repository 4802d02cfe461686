import { Command, CommanderError } from 'commander'
import { version } from '../version.ts'
import { addBackend } from './backend.ts'
import { addData } from './data.ts'
import { addDoctor } from './doctor.ts'
import { addList } from './list.ts'
import { addReport } from './report.ts'
import { addReproduce, orderingDefaults } from './reproduce.ts'
import { addInit, addStep } from './step.ts'
import { addTrain } from './train.ts'

/** The `planish` command. */
export function planish(): Command {
  const program = new Command('planish')
    .description('sharpness-aware training under label noise')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
  addReproduce(program)
  addTrain(program, orderingDefaults)
  addReport(program)
  addDoctor(program)
  addBackend(program)
  addData(program)
  addList(program)
  addStep(program)
  addInit(program)
  return program
}

/** Runs the command with a process's arguments and sets its exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await planish().parseAsync([...argv])
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    // commander has said what is wrong; help and version "fail" with status 0.
    process.exitCode = thrown.exitCode === 0 ? 0 : 2
  }
}
