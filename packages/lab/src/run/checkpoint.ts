import type { Key, Leaf, Tree } from '@planish/core'
import { disposeTree, orThrow, PlanishError, safetensors } from '@planish/core'
import type { Objective } from '@planish/grad'
import type { Optimizer, State } from '@planish/optim'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod'
import { complaintOf, wording } from '../spec/complaint.ts'
import { type Midway, type TrainingPoint, untouched } from '../train/trainingPoint.ts'

/** Where a run stands: which trial, and how much of `metrics.jsonl` belongs to what came before. */
export interface Position {
  /** Index of the trial, seeds outside and rules inside. */
  readonly trial: number
  readonly metricsBytes: number
  /** Fingerprint of the configuration that the run goes by. */
  readonly config: string
}

/** A checkpoint's content, its tensors not yet given a structure. */
export interface Checkpoint extends Position {
  readonly epoch: number
  /** Of no step between two epochs. */
  readonly midway: Midway
  readonly gradientEvaluations: number
  readonly seconds: number
  readonly tensors: { readonly [name: string]: safetensors.HostTensor }
}

const count = z.coerce.number().int().min(0)

/** A float that may be none: a training that has diverged is gone on with like any other. */
const float = z
  .string()
  .refine(text => text === 'NaN' || (text.trim() !== '' && !Number.isNaN(Number(text))), 'must be a number')
  .transform(Number)

const progress = z.object({
  trial: count,
  metricsBytes: count,
  config: z.string(),
  epoch: count,
  step: count,
  lossSum: float,
  path: z.enum(['batch', 'vectorised', 'loop']),
  gradientEvaluations: z.coerce.number().min(0),
  seconds: z.coerce.number().min(0),
})

/** The bytes of `checkpoint.safetensors`: `params.*` and `state.*`, the rest as metadata. */
export async function encodeCheckpoint<P extends Tree, S extends State>(
  { params, state, midway = untouched, ...progress }: TrainingPoint<P, S>,
  position: Position,
): Promise<Uint8Array> {
  const metadata = Object.fromEntries(
    Object.entries({ ...progress, ...midway, ...position }).map(([name, value]) => [name, String(value)]),
  )
  return safetensors.encode(await safetensors.fromTree({ params, state }), metadata)
}

/** What is left to do where a checkpoint is of no use. */
export const beginAnew = 'the run can’t go on from there: begin it anew, with another --out'

/** Reads what {@link encodeCheckpoint} wrote; `format` errors say what is broken. */
export const decodeCheckpoint = (path: string, bytes: Uint8Array): E.Either<PlanishError, Checkpoint> =>
  pipe(
    safetensors.decode(bytes),
    E.mapLeft(({ message }) => message),
    E.flatMap(({ tensors, metadata }) => {
      const result = progress.safeParse(metadata, wording)
      if (result.success) {
        const { step, lossSum, path, ...progress } = result.data
        return E.right({ ...progress, midway: { step, lossSum, path }, tensors })
      }
      const { name, what } = complaintOf(result.error)
      return E.left(`in its metadata ${name} ${what}`)
    }),
    E.mapLeft(why => new PlanishError('format', `${path} is broken: ${why}`, beginAnew)),
  )

/** The training point that a checkpoint holds, given what it is a checkpoint of. The tensors are the caller's. */
export function restorePoint<P extends Tree, S extends State>(
  { tensors, epoch, midway, gradientEvaluations, seconds }: Checkpoint,
  objective: Objective<P>,
  optimizer: Optimizer<S>,
  key: Key,
): TrainingPoint<P, S> {
  const params = objective.model.init(key)
  const like: { params: P; state: S } = { params, state: optimizer.init(params) }
  try {
    const restored = orThrow(
      pipe(
        safetensors.toTree<typeof like>(like, tensors),
        E.mapLeft(
          ({ message }) => new PlanishError('format', `the checkpoint is broken: ${message}`, beginAnew),
        ),
      ),
    )
    return { ...restored, epoch, ...(midway.step > 0 && { midway }), gradientEvaluations, seconds }
  } finally {
    disposeTree(like as Tree<Leaf>)
  }
}
