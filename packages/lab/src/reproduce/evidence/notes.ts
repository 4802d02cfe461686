import { percentNumber } from '../../report/format.ts'

/** Differences of accuracies below this are called level: one example in a hundred. */
export const margin = 0.01

const points = `${percentNumber(margin)} point`

/** How two accuracies are judged to be level. */
export const levelNote = `Two accuracies are called level when all of the interval of their difference lies within ${points}, which may still leave out 0.`

/** How one accuracy is judged to be better. */
export const betterNote =
  'Better means that all of the interval lies above 0; where all of it lies below, the claim is called contradicted; otherwise it stays open.'

/** What intervals over a few seeds are worth. */
export const fewSeedsNote =
  'Intervals are 95 % bootstrap intervals over paired seeds, each by itself. With so few seeds they are too narrow, and with several of them one may err: a close call deserves more seeds (--seeds).'

/** What a rule's values were chosen by. */
export const choiceNote =
  'Each rule’s values are those that did best on noisy validation examples with a seed of its own. SGD has no radius, and chooses among as many learning rates; so rules may end up with different rates, which alone changes how fast anything is fitted. The choice is made with one seed on few noisy examples, and candidates often differ by less than those can tell: the intervals do not contain what another choice would have changed. Two values have no inside: beyond the chosen one there may be a better one.'
