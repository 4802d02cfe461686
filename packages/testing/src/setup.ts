import type { BackendName } from '@planish/backend'
import { useBackend } from '@planish/backend'
import * as tf from '@tensorflow/tfjs-core'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeAll, beforeEach, expect, inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    backend: BackendName
    /** Whether a missing backend fails the tests or skips them. */
    required: boolean
  }
}

let missing: string | undefined
let liveBefore = 0

beforeAll(async () => {
  const started = await useBackend(inject('backend'))()
  if (E.isRight(started)) return
  const { message, hint } = started.left
  missing = `${inject('backend')} is missing: ${message}${hint === undefined ? '' : ` (${hint})`}`
  if (inject('required')) throw new Error(missing)
  console.warn(`SKIPPED: ${missing}`)
})

beforeEach(context => {
  if (missing !== undefined) context.skip(missing)
  liveBefore = tf.memory().numTensors
})

afterEach(() => {
  expect(tf.memory().numTensors, 'tensors that this test leaked').toBe(liveBefore)
})
