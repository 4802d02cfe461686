import { matMul } from '@planish/backend'
import { PlanishError, scoped, tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { expectAligned, expectWhole } from '../expectations.ts'
import { nearest } from './nearest.ts'

/** Options of {@link retrieval}. */
export interface RetrievalOptions {
  /** What is near: the largest cosine or the least Euclidean distance; default `cosine`. */
  readonly metric?: 'cosine' | 'euclidean'
  /** The k of Recall@k; default 1, 2, 4, 8. */
  readonly at?: readonly number[]
  /** Queries whose similarities to all are held at once; default 256. */
  readonly chunk?: number
}

/** How well neighbours share the class; means over the queries. */
export interface RetrievalScores {
  /** Recall@k for each k: the share of queries with one of their class among the k nearest. */
  readonly recall: Readonly<Record<number, number>>
  /** R-precision: with R others of the query's class, the share of these among the R nearest. */
  readonly rPrecision: number
  /** mAP@R: 1/R Σ_{i ≤ R} P(i) [the i-th is of the class], P(i) the precision of the i nearest. */
  readonly mapAtR: number
  /** Examples that have another of their class; the others are no queries. */
  readonly queries: number
}

/** Unit rows; a row of zeros stays as it is. */
function unitRows(x: Tensor): Tensor {
  const norms = tf.sqrt(tf.sum(tf.square(x), 1, true))
  return tf.div(x, tf.where(tf.greater(norms, 0), norms, tf.onesLike(norms)))
}

/** What similarities are made of: rows, and what is subtracted from their products. */
interface Prepared {
  readonly rows: Tensor
  readonly halfSquares: Tensor
}

/** Of centred rows, as distances do not change but products get smaller, and with them their rounding. */
const prepared = (embeddings: Tensor, metric: 'cosine' | 'euclidean'): Prepared =>
  tidy(() => {
    if (metric === 'cosine') {
      return { rows: unitRows(embeddings), halfSquares: tf.zeros([1, embeddings.shape[0] as number]) }
    }
    const rows = tf.sub(embeddings, tf.mean(embeddings, 0, true))
    return { rows, halfSquares: tf.expandDims(tf.div(tf.sum(tf.square(rows), 1), 2), 0) }
  })

/** Adds what the ranking of one query says. */
function judge(
  neighbours: Int32Array,
  labels: ArrayLike<number>,
  label: number,
  others: number,
  at: readonly number[],
  into: { recall: number[]; rPrecision: number; mapAtR: number },
): void {
  let hits = 0
  let precisions = 0
  let firstHit = Number.POSITIVE_INFINITY
  for (const [rank, neighbour] of neighbours.entries()) {
    if (labels[neighbour] !== label) continue
    firstHit = Math.min(firstHit, rank)
    if (rank >= others) continue
    hits++
    precisions += hits / (rank + 1)
  }
  for (const [position, k] of at.entries()) {
    if (firstHit < k) into.recall[position] = (into.recall[position] as number) + 1
  }
  into.rPrecision += hits / others
  into.mapAtR += precisions / others
}

/**
 * How well embeddings retrieve examples of their own class, each one a query among all others: Recall@k, R-precision and
 * mAP@R (Musgrave, Belongie & Lim 2020, whose mean average precision at R is stricter than Recall@1). Equally near
 * examples come in the data's order. After training under label noise, `labels` are the clean ones.
 *
 * @param embeddings [n, d]
 * @param labels n classes
 * @throws PlanishError `usage` where they do not fit, no class has two examples, or an option is out of range
 * @example
 * ```ts
 * import { retrieval } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const embeddings = tf.tensor2d([[1, 0], [0.9, 0.1], [0, 1], [0.2, 0.9]])
 * const { recall, mapAtR } = await retrieval(embeddings, [0, 0, 1, 1], { at: [1] }) // recall[1] and mapAtR are 1
 * ```
 */
export async function retrieval(
  embeddings: Tensor,
  labels: ArrayLike<number>,
  { metric = 'cosine', at = [1, 2, 4, 8], chunk = 256 }: RetrievalOptions = {},
): Promise<RetrievalScores> {
  if (embeddings.rank !== 2) {
    throw new PlanishError(
      'usage',
      `retrieval: embeddings of shape [${embeddings.shape.join(', ')}], not [n, d]`,
    )
  }
  const [examples] = embeddings.shape as [number, number]
  expectAligned('retrieval', 'labels', labels.length, examples)
  expectWhole('retrieval', 'chunk', chunk, 1)
  for (const k of at) expectWhole('retrieval', 'k', k, 1)
  const counts = new Map<number, number>()
  for (let i = 0; i < examples; i++) {
    counts.set(labels[i] as number, (counts.get(labels[i] as number) ?? 0) + 1)
  }
  const most = Math.max(0, ...counts.values()) - 1
  if (most < 1)
    throw new PlanishError('usage', 'retrieval: no class has two examples, there is nothing to find')
  const enough = Math.max(most, ...at)
  const sums = { recall: at.map(() => 0), rPrecision: 0, mapAtR: 0 }
  let queries = 0
  await scoped(async own => {
    const { rows, halfSquares } = own({ ...prepared(embeddings, metric) })
    for (let start = 0; start < examples; start += chunk) {
      const count = Math.min(chunk, examples - start)
      const similarities = tidy(() => {
        const block = tf.slice(rows, [start, 0], [count, -1])
        return tf.sub(matMul(block, rows, false, true), halfSquares)
      })
      const values = (await own(similarities).data()) as Float32Array
      similarities.dispose()
      for (let i = 0; i < count; i++) {
        const query = start + i
        const label = labels[query] as number
        const others = (counts.get(label) as number) - 1
        if (others === 0) continue
        queries++
        const row = values.subarray(i * examples, (i + 1) * examples)
        judge(nearest(row, query, enough), labels, label, others, at, sums)
      }
    }
  })
  return {
    recall: Object.fromEntries(at.map((k, position) => [k, (sums.recall[position] as number) / queries])),
    rPrecision: sums.rPrecision / queries,
    mapAtR: sums.mapAtR / queries,
    queries,
  }
}
