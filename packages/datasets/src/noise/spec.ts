import type { AsymmetricNoise } from './asymmetric.ts'
import type { ComposedNoise } from './compose.ts'
import type { DispersiveNoise } from './dispersive.ts'
import type { HumanNoise } from './human.ts'
import type { InstanceDependentNoise } from './instance/instanceDependent.ts'
import type { MatrixNoise } from './matrix.ts'
import type { OpenSetNoise } from './openSet.ts'
import type { PairFlipNoise } from './pairFlip.ts'
import type { PmdNoise } from './pmd/pmd.ts'
import type { RandomMatrixNoise } from './random/randomMatrix.ts'
import type { SymmetricNoise } from './symmetric.ts'

/** What noise to draw. A union over `kind`: each kind is one file beside this one, listed in `kinds.ts`. */
export type NoiseSpec =
  | SymmetricNoise
  | PairFlipNoise
  | AsymmetricNoise
  | MatrixNoise
  | RandomMatrixNoise
  | DispersiveNoise
  | InstanceDependentNoise
  | PmdNoise
  | HumanNoise
  | OpenSetNoise
  | ComposedNoise
