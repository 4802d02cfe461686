import { whetherAbove } from '../evidence/claim.ts'
import { everyGain, gainDifference, gainNotes, gainPanels } from '../evidence/gain.ts'
import { gainsInWords } from '../evidence/gainsInWords.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { Claim, Size } from '../result.ts'
import { ends } from '../study/ends.ts'
import type { Condition, Study } from '../study/study.ts'
import { agreement } from './agreement.ts'
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
  conclude: outcome => {
    const [fewest, most] = ends(outcome.study)
    const more = gainDifference(outcome, '1-SAM', { at: fewest.name, than: most.name })
    const claims: readonly Claim[] = [
      ...everyGain(outcome, { everywhere: 'at every number of examples' }),
      {
        paper: 'One would expect 1-SAM to gain at least as much where examples are few.',
        found: `With ${fewest.name} its gain lies ${differenceInWords(more)} from that with ${most.name}.`,
        evidence: more,
        verdict: whetherAbove(more),
      },
    ]
    return {
      summary: `${gainsInWords(outcome, 'J-SAM')} ${agreement(claims)}`,
      claims,
      panels: gainPanels(outcome, {
        x: { label: 'training examples', format: 'count', scale: 'log' },
        against: 'the number of training examples',
      }),
      notes: [
        'All train for the same number of epochs: a tenth of the examples means a tenth of the gradient steps too, so that fewer examples and shorter training are not told apart.',
        'A tenth of the examples set aside to choose values by are few when the examples are: the choice is less sure there.',
        ...gainNotes,
      ],
    }
  },
})
