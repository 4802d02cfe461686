import type { Figure } from '../figure.ts'
import { cleanNoisy } from './cleanNoisy.ts'
import { noNoise } from './noNoise.ts'
import { norms } from './norms.ts'
import { ordering } from './ordering.ts'
import { peakFinal } from './peakFinal.ts'
import { regulariser } from './regulariser.ts'
import { upWeighting } from './upWeighting.ts'

/** Every figure, in the order in which they tell the story. */
export const figures: readonly Figure[] = [
  ordering,
  cleanNoisy,
  upWeighting,
  norms,
  regulariser,
  peakFinal,
  noNoise,
]
