import type { Size } from '../result.ts'
import type { Family } from '../study/study.ts'
import { jSam, oneSam, sgd } from './setting.ts'

/** What the figures that vary something compare: no perturbation, the Jacobian term alone, both terms. */
export const compared = (size: Size): readonly Family[] => [sgd, jSam, oneSam].map(of => of(size))
