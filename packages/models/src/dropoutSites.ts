import { random } from '@planish/core'
import { type Draws, dropout } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'

/** Dropout at the place of this number in a network: every place has draws of its own. */
export type DropoutAt = (place: number) => (x: Tensor) => Tensor

/**
 * Dropout of one rate at several places of a network.
 *
 * @param draws without it nothing is dropped
 */
export const dropoutSites =
  (rate: number, draws: Draws | undefined): DropoutAt =>
  place =>
  x =>
    dropout(x, rate, draws && { ...draws, key: random.foldIn(draws.key, place) })
