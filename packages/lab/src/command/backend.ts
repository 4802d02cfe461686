import type { InstallProgress } from '@planish/backend/native'
import { installNative } from '@planish/backend/native'
import { orThrow, PlanishError } from '@planish/core'
import type { Command } from 'commander'
import { example } from './example.ts'
import { action } from './fail.ts'
import { interruption } from './interrupt.ts'
import { print, printJson } from './print.ts'

interface InstallFlags {
  readonly cuda?: boolean
  readonly index?: string
  readonly force?: boolean
  readonly json?: boolean
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`

const amount = ({ done, total }: InstallProgress): string =>
  done === undefined ? '' : ` ${megabytes(done)}${total === undefined ? '' : ` of ${megabytes(total)}`}`

/** Reports on standard error: a line that is rewritten on a terminal, elsewhere a line for each new message. */
function installProgress(): (event: InstallProgress) => void {
  let last = ''
  return event => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${event.message}${amount(event)}`)
    else if (event.message !== last) process.stderr.write(`${event.message}\n`)
    last = event.message
  }
}

/** Leaves the line that progress is shown on. */
const endLine = (): void => {
  if (process.stderr.isTTY) process.stderr.write('\n')
}

/** `planish backend`. */
export function addBackend(program: Command): Command {
  const backend = program
    .command('backend')
    .description('add backends')
    .addHelpText('after', example('planish backend install native'))
  backend
    .command('install')
    .argument('<name>', 'native')
    .description(
      'build the native backend (libtensorflow from PyPI) into your cache; resumable, no root needed',
    )
    .option('--cuda', 'with CUDA 12, for NVIDIA GPUs')
    .option('--index <url>', 'package index to use instead of the one pip is configured with')
    .option('--force', 'throw away what is there and start anew')
    .option('--json', 'print the installation as JSON')
    .addHelpText('after', example('planish backend install native --cuda'))
    .action(
      action(async (name: string, { json, ...options }: InstallFlags) => {
        if (name !== 'native') {
          throw new PlanishError(
            'usage',
            `"${name}" can't be installed`,
            'only native can: wasm and cpu are built in, webgpu comes with npm install webgpu',
          )
        }
        const interrupted = interruption(endLine)
        const installed = await installNative({
          ...options,
          signal: interrupted.signal,
          onProgress: installProgress(),
        })()
        interrupted.release()
        endLine()
        const { path, versions, device, compiler, variant } = orThrow(installed)
        if (json === true) return printJson(orThrow(installed))
        print(
          `native backend: TensorFlow ${versions.tensorflow} (${variant}), built with ${compiler}, in ${path}`,
        )
        print(`a product and a convolution gradient came out right on the ${device.toUpperCase()}`)
        if (variant === 'cuda' && device === 'cpu') {
          print('no usable NVIDIA GPU was found: it will compute on the CPU until there is one')
        }
      }),
    )
  return backend
}
