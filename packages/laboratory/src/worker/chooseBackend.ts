import { type Backend, useBackend } from '@planish/backend'
import type { PlanishError } from '@planish/core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { BackendChoice } from '../spec/spec.ts'
import type { ChosenBackend } from './messages.ts'
import { wasmFiles } from './wasmFiles.ts'

/** Why `auto` passed WebGPU over, in words for a visitor. */
async function whyNotWebGpu(): Promise<string> {
  if (navigator.gpu === undefined) return 'this browser has no WebGPU'
  const adapter = await navigator.gpu.requestAdapter()
  return adapter === null
    ? 'WebGPU finds no graphics processor here'
    : 'WebGPU has only an imitated graphics processor here, which is slower'
}

async function reasonFor(choice: BackendChoice, { name, software }: Backend): Promise<string> {
  if (choice !== 'auto')
    return software ? 'as you asked; it is imitated in software, so slow' : 'as you asked'
  return name === 'webgpu'
    ? 'the fastest that works here'
    : `the fastest that works here: ${await whyNotWebGpu()}`
}

/**
 * Starts the backend asked for.
 *
 * @returns what was started and why, or a `backend` error that says why not
 */
export const chooseBackend = (choice: BackendChoice): TE.TaskEither<PlanishError, ChosenBackend> =>
  pipe(
    useBackend(choice, { wasmPaths: wasmFiles }),
    TE.chainTaskK(backend => async () => ({ ...backend, reason: await reasonFor(choice, backend) })),
  )
