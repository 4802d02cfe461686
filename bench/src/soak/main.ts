import { fileURLToPath } from 'node:url'
import type { BackendName } from '@planish/backend'
import { orThrow, PlanishError, toPlanishError } from '@planish/core'
import { about } from '../about.ts'
import { imitatedGpu } from '../entries.ts'
import { runOnce } from '../runOnce.ts'
import { type Column, textTable } from '../table.ts'
import { help, parseSoakOptions, type SoakOptions } from './options.ts'
import type { Sample, SoakAssignment, SoakGreeting } from './protocol.ts'
import type { Soak } from './soak.ts'
import { verdictOn } from './verdict.ts'

/** Samples of a soak. */
const sampled = 100

const isSample = (message: object): message is Sample => 'residentBytes' in message
const isGreeting = (message: object): message is SoakGreeting => 'device' in message

async function soakIn(
  env: NodeJS.ProcessEnv,
  backend: BackendName,
  model: string,
  { steps, slope, json }: SoakOptions,
): Promise<Soak> {
  const every = Math.max(1, Math.floor(steps / sampled))
  const assignment: SoakAssignment = { backend, model, steps, every }
  const script = fileURLToPath(new URL('./soaking.js', import.meta.url))
  const samples: Sample[] = []
  let about: SoakGreeting | undefined
  const begun = performance.now()
  const args = ['--expose-gc', script, JSON.stringify(assignment)]
  await runOnce({ name: backend, command: process.execPath, args, env }, message => {
    if (typeof message !== 'object' || message === null) return
    if (isGreeting(message)) about = message
    else if (isSample(message)) {
      samples.push(message)
      if (!json && process.stderr.isTTY) {
        process.stderr.write(`\r\u001b[K${model} on ${backend}: step ${message.step} of ${steps}`)
      }
    }
  })
  if (!json && process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  const seconds = (performance.now() - begun) / 1_000
  if (about === undefined) throw new PlanishError('backend', `${backend} said nothing`)
  return { model, backend, steps, seconds, ...about, ...verdictOn(samples, slope), samples }
}

/** Runs a soak; on WebGPU without a GPU, with one that is imitated in software. */
async function soak(backend: BackendName, model: string, options: SoakOptions): Promise<Soak> {
  process.stderr.write(`${model} on ${backend}, ${options.steps} steps\n`)
  try {
    return await soakIn(process.env, backend, model, options)
  } catch (thrown) {
    if (backend !== 'webgpu') throw thrown
    const gpu = await imitatedGpu().catch((cause: unknown) => {
      throw toPlanishError(
        'backend',
        `${toPlanishError('backend')(thrown).message}; and no GPU can be imitated`,
      )(cause)
    })
    return soakIn({ ...process.env, ...gpu }, backend, model, options)
  }
}

const columns: readonly Column<Soak>[] = [
  { title: 'model', text: ({ model }) => model, left: true },
  {
    title: 'backend',
    text: ({ backend, software }) => (software ? `${backend} (imitated)` : backend),
    left: true,
  },
  { title: 'steps', text: ({ steps }) => String(steps) },
  { title: 's', text: ({ seconds }) => seconds.toFixed(0) },
  { title: 'tensors', text: ({ tensors }) => String(tensors) },
  { title: 'left behind', text: ({ moreTensors }) => String(moreTensors) },
  { title: 'MiB', text: ({ residentBytes }) => (residentBytes / 2 ** 20).toFixed(0) },
  { title: 'bytes a step', text: ({ bytesPerStep }) => bytesPerStep.toFixed(0) },
  { title: 'verdict', text: ({ failed }) => failed ?? 'nothing grows', left: true },
]

async function run(options: SoakOptions, args: readonly string[]): Promise<void> {
  const soaks: Soak[] = []
  for (const backend of options.backends) {
    for (const model of options.models) soaks.push(await soak(backend, model, options))
  }
  if (options.json) {
    console.log(JSON.stringify({ soaks, slope: options.slope, ...about('npm run soak', args) }, null, 2))
  } else console.log(textTable(columns, soaks).join('\n'))
  if (soaks.some(({ passed }) => !passed)) process.exitCode = 1
}

try {
  const args = process.argv.slice(2)
  const options = orThrow(parseSoakOptions(args))
  if (options.help) process.stdout.write(help)
  else await run(options, args)
} catch (thrown) {
  const { code, message, hint } = toPlanishError('io')(thrown)
  process.stderr.write(`soak: ${message}${hint === undefined ? '' : `\n  → ${hint}`}\n`)
  process.exitCode = code === 'usage' ? 2 : 1
}
