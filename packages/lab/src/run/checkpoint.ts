import type { Key, Leaf, Tree } from '@planish/core'
import { disposeTree, orThrow, PlanishError, safetensors } from '@planish/core'
import type { Objective } from '@planish/grad'
import type { GradientRule, State } from '@planish/optim'
import * as z from 'zod'
import type { TrainingPoint } from '../train/train.ts'

/** Where a run stands: which trial, and how much of `metrics.jsonl` belongs to what came before. */
export interface Position {
  /** Index of the trial, seeds outside and rules inside. */
  readonly trial: number
  readonly metricsBytes: number
}

/** A checkpoint's content, its tensors not yet given a structure. */
export interface Checkpoint extends Position {
  readonly epoch: number
  readonly gradientEvaluations: number
  readonly seconds: number
  readonly tensors: { readonly [name: string]: safetensors.HostTensor }
}

const numbers = z.object({
  trial: z.coerce.number(),
  metricsBytes: z.coerce.number(),
  epoch: z.coerce.number(),
  gradientEvaluations: z.coerce.number(),
  seconds: z.coerce.number(),
})

/** The bytes of `checkpoint.safetensors`: `params.*` and `state.*`, the numbers as metadata. */
export async function encodeCheckpoint<P extends Tree, S extends State>(
  { params, state, ...progress }: TrainingPoint<P, S>,
  position: Position,
): Promise<Uint8Array> {
  const metadata = Object.fromEntries(
    Object.entries({ ...progress, ...position }).map(([name, value]) => [name, String(value)]),
  )
  return safetensors.encode(await safetensors.fromTree({ params, state }), metadata)
}

/** Reads what {@link encodeCheckpoint} wrote. */
export function decodeCheckpoint(path: string, bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = orThrow(safetensors.decode(bytes))
  const result = numbers.safeParse(metadata)
  if (result.success) return { ...result.data, tensors }
  throw new PlanishError('format', `${path} is not a checkpoint: its metadata lacks a number`)
}

/** The training point that a checkpoint holds, given what it is a checkpoint of. The tensors are the caller's. */
export function restorePoint<P extends Tree, S extends State>(
  { tensors, epoch, gradientEvaluations, seconds }: Checkpoint,
  objective: Objective<P>,
  optimizer: GradientRule<S>,
  key: Key,
): TrainingPoint<P, S> {
  const params = objective.model.init(key)
  const like: { params: P; state: S } = { params, state: optimizer.init(params) }
  try {
    const restored = orThrow(safetensors.toTree<typeof like>(like, tensors))
    return { ...restored, epoch, gradientEvaluations, seconds }
  } finally {
    disposeTree(like as Tree<Leaf>)
  }
}
