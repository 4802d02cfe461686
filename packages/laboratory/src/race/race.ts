import { disposeTree, random } from '@planish/core'
import { batchCount, batchOf, size, subset, toTensors } from '@planish/datasets'
import { crossEntropy } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import type { RaceData } from '../data/raceData.ts'
import type { RaceSpec } from '../spec/spec.ts'
import type { RaceKeys } from './keys.ts'
import { look } from './look.ts'
import type { Divergence, Measurement, Picture, RuleMeasurement } from './measurement.ts'
import { withNetwork } from './network.ts'
import { optimizerOf } from './optimizers.ts'
import { endlessBatches } from './order.ts'
import { gridOf, type Window, windowOf } from './plane.ts'
import { createRunner, type Runner } from './runner.ts'

/** Most training examples that up-weighting is measured on at a look. */
const mostWeighed = 200
/** Most wrongly labelled examples that are shown. */
const mostShown = 20

/** What a look gives. */
export interface Looked {
  readonly measurement: Measurement
  readonly pictures: readonly Picture[]
  /** Rules that were found to have diverged at this look, and are out. */
  readonly diverged: readonly Divergence[]
}

/** Rules that train side by side: step i of each in turn, on the same batch, from the same weights. */
export interface Race {
  readonly window: Window | null
  /** Training examples that are labelled wrongly, as many as are shown. */
  readonly shown: Int32Array
  readonly stepsTaken: () => number
  /** Whether there is a rule left that can step. */
  readonly isOver: () => boolean
  readonly step: () => void
  /** Looks at every rule; those whose loss is no number any more leave the race. */
  readonly look: () => Promise<Looked>
  readonly dispose: () => void
}

/**
 * A race at its start, on the backend that is set; its tensors are its own, until `dispose`.
 *
 * @example
 * ```ts
 * const race = createRace(spec, data, raceKeys(spec.seed))
 * race.step()
 * const { measurement } = await race.look()
 * race.dispose()
 * ```
 */
export function createRace(spec: RaceSpec, data: RaceData, keys: RaceKeys): Race {
  const { train } = data
  return withNetwork<Race>(spec.network, train, model => {
    const objective = { model, loss: crossEntropy }
    const runnerOf = (rule: RaceSpec['rules'][number]) =>
      createRunner(rule, objective, optimizerOf(rule, spec), model.init(keys.init))
    let runners: readonly Runner<ReturnType<typeof model.init>>[] = spec.rules.map(runnerOf)
    const order = endlessBatches(train, spec.batchSize, keys.order)
    const batchesAnEpoch = batchCount(train, { batchSize: spec.batchSize })
    const part = subset(random.permutation(keys.weighed, size(train)).slice(0, mostWeighed).sort())(train)
    const all = Int32Array.from(part.labels.keys())
    const window = windowOf(train)
    const wrong = Int32Array.from(train.mask.keys()).filter(index => train.mask[index] === 1)
    const looking = {
      objective,
      data,
      rho: spec.rho,
      weighed: { batch: toTensors(batchOf(part, all)), mask: part.mask },
      grid: window === null ? null : gridOf(window),
      shown: wrong.slice(0, mostShown),
    }
    let steps = 0

    const sendOff = (out: readonly Divergence[]): void => {
      const isOut = (runner: { readonly rule: string }) => out.some(({ rule }) => rule === runner.rule)
      for (const runner of runners.filter(isOut)) runner.dispose()
      runners = runners.filter(runner => !isOut(runner))
    }

    return {
      window,
      shown: looking.shown,
      stepsTaken: () => steps,
      isOver: () => runners.length === 0,
      step: () => {
        const batch = toTensors(batchOf(train, order.next().value))
        for (const runner of runners) runner.step(batch)
        disposeTree([batch.inputs, batch.labels])
        steps++
      },
      look: async () => {
        const rules: RuleMeasurement[] = []
        const pictures: Picture[] = []
        const diverged: Divergence[] = []
        for (const runner of runners) {
          const loss = await runner.loss()
          if (loss !== null && !Number.isFinite(loss)) {
            diverged.push({ rule: runner.rule, step: steps })
            continue
          }
          const { measured, picture } = await look(looking, runner)
          rules.push(measured)
          pictures.push(picture)
        }
        sendOff(diverged)
        const { numTensors: tensors } = tf.memory()
        return {
          measurement: { step: steps, epoch: steps / batchesAnEpoch, rules, tensors },
          pictures,
          diverged,
        }
      },
      dispose: () => {
        for (const runner of runners) runner.dispose()
        runners = []
        disposeTree([looking.weighed.batch.inputs, looking.weighed.batch.labels])
        looking.grid?.dispose()
      },
    }
  })
}
