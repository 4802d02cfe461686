// A process that runs cases on one backend, as it is asked to: see `workerProcess.ts`.
import type { BackendName } from '@planish/backend'
import { backendNames, useBackend } from '@planish/backend'
import { toPlanishError } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import * as E from 'fp-ts/lib/Either.js'
import { evaluate, magnitudes } from './evaluate.ts'
import type { Answer, Greeting, Question } from './protocol.ts'

const backendName = backendNames.find((name): name is BackendName => name === process.argv[2]) ?? 'cpu'

async function start(): Promise<Greeting> {
  const started = await useBackend(backendName)()
  if (E.isLeft(started)) {
    const { message, hint } = started.left
    return { kind: 'missing', message, hint }
  }
  // Small tensors that were never on the GPU would be computed without it.
  if (backendName === 'webgpu') tf.env().set('WEBGPU_CPU_FORWARD', false)
  const { name, device, version } = started.right
  return { kind: 'started', backend: name, device, version }
}

/** After a trap nothing that a WebAssembly instance says can be relied on: it is as dead as a process. */
function die({ message }: Error): never {
  process.stderr.write(`WebAssembly trap: ${message}\n`)
  process.exit(70)
}

async function answer({ fuzzCase, repetitions, wantsMagnitudes }: Question): Promise<Answer> {
  try {
    let evaluation = await evaluate(fuzzCase)
    for (let more = 1; more < repetitions; more++) evaluation = await evaluate(fuzzCase)
    return {
      kind: 'evaluated',
      ...evaluation,
      magnitudes: wantsMagnitudes ? await magnitudes(fuzzCase) : undefined,
    }
  } catch (thrown) {
    if (thrown instanceof WebAssembly.RuntimeError) die(thrown)
    return { kind: 'refused', message: toPlanishError('backend')(thrown).message }
  }
}

const send = (message: Greeting | Answer): void => {
  process.send?.(message)
}

process.on('message', (question: Question) => void answer(question).then(send))
process.on('disconnect', () => process.exit())
void start().then(send)
