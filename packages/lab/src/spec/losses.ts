import type { Loss } from '@planish/grad'
import { crossEntropy, logistic, squared } from '@planish/grad'
import { decodeSpec, type Kind, kind } from './kind.ts'

const lossKind = (loss: Loss, summary: string): Kind<Loss> =>
  kind({ kind: loss.name, summary, options: {}, build: () => loss })

/** The losses that a specification can name. */
export const lossKinds: readonly Kind<Loss>[] = [
  lossKind(crossEntropy, 'Softmax cross-entropy.'),
  lossKind(squared, 'Squared loss, ½‖z − y‖², y one-hot.'),
  lossKind(logistic, 'Binary logistic loss of a network with one logit, labels 0 and 1.'),
]

/** Reads a loss's specification. */
export const decodeLoss = decodeSpec('loss', lossKinds)
