import { decodeSpec } from './kind.ts'
import { cnnKind } from './model/cnn.ts'
import { deepLinearKind, linearKind, mlpKind } from './model/denseModels.ts'
import { denseNetKind } from './model/denseNet.ts'
import type { ModelKind } from './model/network.ts'
import { resNetKind } from './model/resNet.ts'
import { vitKind } from './model/vit.ts'

/** The models that a specification can name. */
export const modelKinds: readonly ModelKind[] = [
  mlpKind,
  linearKind,
  deepLinearKind,
  cnnKind,
  resNetKind(18),
  resNetKind(34),
  resNetKind(20),
  resNetKind(32),
  denseNetKind,
  vitKind,
]

/** Reads a model's specification. */
export const decodeModel = decodeSpec('model', modelKinds)
