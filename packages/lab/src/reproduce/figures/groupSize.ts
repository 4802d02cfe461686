import { figure } from '../figure.ts'
import type { Size } from '../result.ts'
import type { Condition, Study } from '../study/study.ts'
import { batchSam, mSam, oneSam, seeds, setting, sgd } from './setting.ts'

/** Radii to try for groups between one example and the batch: the larger the group, the larger they are. */
const between: { readonly [size in Size]: { readonly [m: number]: readonly number[] } } = {
  quick: { 8: [0.06] },
  default: { 4: [0.04, 0.08], 16: [0.06, 0.12], 64: [0.08, 0.16] },
  paper: { 4: [0.015, 0.005, 0.05], 16: [0.02, 0.01, 0.05], 64: [0.03, 0.01, 0.1] },
}

/** What m-SAM is called at every m, so that it is one line. */
const name = 'm-SAM'

function study(size: Size): Study {
  const { batchSize } = setting[size]
  const groups = Object.entries(between[size]).map(
    ([m, radii]): Condition => ({
      name: `m = ${m}`,
      x: Number(m),
      config: {},
      families: [mSam(size, Number(m), radii)],
    }),
  )
  return {
    setting: setting[size],
    conditions: [
      // SGD has no groups: it is trained once, and stands beside all of them.
      { name: 'm = 1', x: 1, config: {}, families: [sgd(size), { ...oneSam(size), name }] },
      ...groups,
      {
        name: `m = ${batchSize}, the batch`,
        x: batchSize,
        config: {},
        families: [{ ...batchSam(size), name }],
      },
    ],
    families: [],
    seeds: seeds[size],
  }
}

export const groupSize = figure({
  name: 'group-size',
  title: 'The size of the groups that share a perturbation',
  hypothesis:
    'm-SAM perturbs the weights once for each group of m examples. The smaller the groups, the more robust to label noise: peak test accuracy should fall from m = 1, which is 1-SAM, to m = batch, which is SAM.',
  study,
  conclude: () => ({ summary: '', claims: [], panels: [], notes: [] }),
})
