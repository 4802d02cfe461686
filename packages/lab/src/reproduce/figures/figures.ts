import type { Figure } from '../figure.ts'
import { architectures } from './architectures.ts'
import { cleanNoisy } from './cleanNoisy.ts'
import { conformal } from './conformal.ts'
import { groupSize } from './groupSize.ts'
import { learningRate } from './learningRate.ts'
import { noiseRate } from './noiseRate.ts'
import { noNoise } from './noNoise.ts'
import { norms } from './norms.ts'
import { ordering } from './ordering.ts'
import { peakFinal } from './peakFinal.ts'
import { regulariser } from './regulariser.ts'
import { retrieval } from './retrieval.ts'
import { sampleSize } from './sampleSize.ts'
import { sharpness } from './sharpness.ts'
import { symmetricThreshold } from './symmetricThreshold.ts'
import { toyLinear } from './toyLinear.ts'
import { twoLayerTheory } from './twoLayerTheory.ts'
import { upWeighting } from './upWeighting.ts'
import { width } from './width.ts'

/** Every figure, in the order in which they tell the story. */
export const figures: readonly Figure[] = [
  ordering,
  cleanNoisy,
  upWeighting,
  norms,
  regulariser,
  peakFinal,
  noNoise,
  toyLinear,
  twoLayerTheory,
  groupSize,
  noiseRate,
  symmetricThreshold,
  sampleSize,
  width,
  learningRate,
  architectures,
  sharpness,
  conformal,
  retrieval,
]
