import type { Size } from '../result.ts'
import type { Condition, Family, Study } from '../study/study.ts'
import { mainStudy } from './mainStudy.ts'
import { batchSam, jSam, lSam, oneSam, sgd } from './setting.ts'

const first = ({ name, candidates }: Family): Family => ({ name, candidates: candidates.slice(0, 1) })

/**
 * The rules at one learning rate, each with the first of its radii: what the rate does to a network’s norms, and to
 * what it has fitted by an epoch, is the same for all then.
 */
export function oneRate(size: Size): Condition {
  const rate = oneSam(size).candidates[0]?.learningRate as number
  return {
    name: `all at rate ${rate}`,
    config: { learningRate: rate },
    families: [sgd, lSam, batchSam, jSam, oneSam].map(of => first(of(size))),
  }
}

/** All rules with the values that each chose, and most of them again at one learning rate. */
export const oneRateStudy = (size: Size): Study => {
  const main = mainStudy(size)
  return { ...main, conditions: [...main.conditions, oneRate(size)] }
}
