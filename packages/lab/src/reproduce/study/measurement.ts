import type { Tree } from '@planish/core'
import type { Objective } from '@planish/grad'
import type * as z from 'zod'
import type { Setting } from '../../run/experiment.ts'
import type { ExperimentConfig } from '../../run/record.ts'

/** A network at the end of its training, with what it was trained on. */
export interface Trained {
  readonly objective: Objective
  /** The network's parameters; stay the caller's. */
  readonly params: Tree
  readonly data: Setting['data']
  readonly keys: Pick<Setting, 'trainKey' | 'measureKey'>
  readonly config: ExperimentConfig
}

/** What a figure measures of each trained network, kept beside its run so that it is measured once. */
export interface Measurement<M> {
  /** Everything that decides the values beside the network: another set of them is measured anew. */
  readonly options: { readonly [name: string]: string | number }
  /** What comes out, as JSON. */
  readonly schema: z.ZodType<M>
  readonly of: (trained: Trained) => Promise<M>
}
