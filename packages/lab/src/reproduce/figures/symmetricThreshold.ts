import { figure } from '../figure.ts'
import type { Size } from '../result.ts'
import type { Study } from '../study/study.ts'
import { rateCondition } from './rateCondition.ts'
import { oneSam, seeds, setting, sgd } from './setting.ts'

/** Where values are chosen: the strongest noise of the figure over noise rates, which so shares its trainings. */
const tuned = rateCondition(0.8)

const rates: { readonly [size in Size]: readonly number[] } = {
  quick: [0.9, 1],
  default: [0.85, 0.9, 0.95, 1],
  paper: [0.85, 0.9, 0.95, 1],
}

const study = (size: Size): Study => ({
  setting: setting[size],
  conditions: [tuned, ...rates[size].map(rateCondition)],
  families: [sgd(size), oneSam(size)],
  seeds: seeds[size],
  tunedAt: tuned.name,
})

export const symmetricThreshold = figure({
  name: 'symmetric-threshold',
  title: 'The rate at which labels tell nothing',
  hypothesis:
    'With K classes and symmetric noise that always picks another class, a label tells nothing about the class at the rate (K − 1)/K, 90 % for ten. Below it test accuracy should stay above chance, beyond it the true class is the least likely label and accuracy should fall below chance.',
  study,
  conclude: () => ({ summary: '', claims: [], panels: [], notes: [] }),
})
