import type { Figure } from '../figure.ts'
import { groupSize } from './groupSize.ts'
import { learningRate } from './learningRate.ts'
import { noiseRate } from './noiseRate.ts'
import { ordering } from './ordering.ts'
import { sampleSize } from './sampleSize.ts'
import { symmetricThreshold } from './symmetricThreshold.ts'
import { width } from './width.ts'

/** Every figure, in the order in which they tell the story. */
export const figures: readonly Figure[] = [
  ordering,
  groupSize,
  noiseRate,
  symmetricThreshold,
  sampleSize,
  width,
  learningRate,
]
