import { join } from 'node:path'
import { type BackendName, useBackend } from '@planish/backend'
import { orThrow } from '@planish/core'
import type { Command } from 'commander'
import { initCase, stepCase } from '../case/step.ts'
import { writeWhole } from '../run/files.ts'
import { backendOption } from './backendOption.ts'
import { example } from './example.ts'
import { action } from './fail.ts'
import { print, printJson } from './print.ts'

interface StepFlags {
  readonly out: string
  readonly backend: BackendName | 'auto'
  readonly json?: boolean
}

/** `planish step`. */
export const addStep = (program: Command): Command =>
  program
    .command('step')
    .argument('<case>', 'folder with case.json, params.safetensors and batch.safetensors')
    .description('one step from files: the direction of a rule, to hold against other libraries')
    .requiredOption('--out <file>', 'safetensors file to write the direction to')
    .addOption(backendOption())
    .option('--json', 'print the loss as JSON')
    .addHelpText('after', example('planish step case --out direction.safetensors --backend wasm'))
    .action(
      action(async (folder: string, { out, backend, json }: StepFlags) => {
        const { name } = orThrow(await useBackend(backend)())
        const { loss, bytes } = await stepCase(folder)
        await writeWhole(out, bytes)
        if (json === true) printJson({ loss, backend: name, out })
        else print(`loss ${loss} on ${name}; direction written to ${out}`)
      }),
    )

/** `planish init`. */
export const addInit = (program: Command): Command =>
  program
    .command('init')
    .argument('<case>', 'folder with case.json, whose "seed" decides the draws')
    .description("draw a case's initial parameters and write its params.safetensors")
    .option('--json', 'print the file’s name as JSON')
    .addHelpText('after', example('planish init case'))
    .action(
      action(async (folder: string, { json }: { readonly json?: boolean }) => {
        orThrow(await useBackend('cpu')())
        const path = join(folder, 'params.safetensors')
        await writeWhole(path, await initCase(folder))
        if (json === true) printJson({ out: path })
        else print(`written: ${path}`)
      }),
    )
