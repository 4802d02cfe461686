import type { Size } from '../result.ts'
import type { Study } from '../study/study.ts'
import { allRules, seeds, setting } from './setting.ts'

/** All rules at the usual setting: several figures look at these same trainings, which are run once. */
export const mainStudy = (size: Size): Study => ({
  setting: setting[size],
  conditions: [{ name: setting[size].noise, config: {} }],
  families: allRules(size),
  seeds: seeds[size],
})
