import { figure } from '../figure.ts'
import type { Size } from '../result.ts'
import type { Condition, Study } from '../study/study.ts'
import { compared } from './compared.ts'
import { seeds, setting } from './setting.ts'

/** The paper's shares of the training examples. */
const shares = [0.1, 0.5]

/** All of CIFAR-10's training examples, of which the paper's setting leaves none out. */
const all = 50_000

function study(size: Size): Study {
  const usual = setting[size].trainExamples
  const fewer = shares.map((share): Condition => {
    const trainExamples = Math.round(share * (usual ?? all))
    return { name: `${trainExamples} examples`, x: trainExamples, config: { trainExamples } }
  })
  return {
    setting: setting[size],
    conditions: [...fewer, { name: `${usual ?? all} examples`, x: usual ?? all, config: {} }],
    families: compared(size),
    seeds: seeds[size],
  }
}

export const sampleSize = figure({
  name: 'sample-size',
  title: 'Fewer training examples',
  hypothesis:
    'SAM’s gain over SGD under label noise is not owed to the number of examples: with 10 %, 50 % and all of them 1-SAM and J-SAM should have a higher peak test accuracy than SGD.',
  study,
  conclude: () => ({ summary: '', claims: [], panels: [], notes: [] }),
})
