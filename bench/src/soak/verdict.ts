import { slope } from './fit.ts'
import type { Sample } from './protocol.ts'

/** What the samples of a soak say. */
export interface Verdict {
  readonly passed: boolean
  /** Why not. */
  readonly failed: string | null
  /** Live tensors at the end, and how many more than after the warm-up. */
  readonly tensors: number
  readonly moreTensors: number
  readonly moreTensorBytes: number
  /** Slope of the line through the process's size in RAM, in bytes a step. */
  readonly bytesPerStep: number
  readonly residentBytes: number
  /** Steps whose samples count. */
  readonly stepsCounted: number
}

/** Steps in which caches fill and code is compiled, as a share of all. */
const warmUp = 0.2

/** Growth in all that may be the allocator's and the garbage collector's habits, in bytes. */
const slack = 16 * 2 ** 20

/**
 * Judges a soak.
 *
 * @param allowed bytes by which the process may grow in a step
 */
export function verdictOn(samples: readonly Sample[], allowed: number): Verdict {
  const counted = samples.slice(Math.floor(samples.length * warmUp))
  const [first] = counted
  const last = counted.at(-1)
  if (first === undefined || last === undefined || !Number.isFinite(last.loss)) {
    return {
      passed: false,
      failed: last === undefined ? 'no samples' : `the loss is ${last.loss}`,
      tensors: last?.tensors ?? 0,
      moreTensors: 0,
      moreTensorBytes: 0,
      bytesPerStep: 0,
      residentBytes: last?.residentBytes ?? 0,
      stepsCounted: 0,
    }
  }
  const bytesPerStep = slope(counted.map(({ step, residentBytes }) => [step, residentBytes]))
  const stepsCounted = last.step - first.step
  const moreTensors = Math.max(...counted.map(({ tensors }) => tensors)) - first.tensors
  const moreTensorBytes = Math.max(...counted.map(({ tensorBytes }) => tensorBytes)) - first.tensorBytes
  const failed =
    moreTensors > 0 || moreTensorBytes > 0
      ? `${moreTensors} tensors of ${moreTensorBytes} bytes were left behind`
      : bytesPerStep > allowed && bytesPerStep * stepsCounted > slack
        ? `the process grows by ${bytesPerStep.toFixed(0)} bytes a step`
        : null
  return {
    passed: failed === null,
    failed,
    tensors: last.tensors,
    moreTensors,
    moreTensorBytes,
    bytesPerStep,
    residentBytes: last.residentBytes,
    stepsCounted,
  }
}
