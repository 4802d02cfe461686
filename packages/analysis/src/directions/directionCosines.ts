import type { Key, Tree } from '@planish/core'
import { PlanishError, scoped, tidy, tree } from '@planish/core'
import type { Batch, Objective } from '@planish/grad'
import type { GradientRule, State } from '@planish/optim'
import * as tf from '@tensorflow/tfjs-core'

/** Options of {@link directionCosines}. */
export interface DirectionCosinesOptions {
  /** For rules that draw: the same for all. */
  readonly key: Key
  /** States of rules that have come further than their first step, by the rule's name; not consumed. */
  readonly states?: { readonly [name: string]: State }
}

/** Angles between some directions in some of the parameters; rows and columns in the order of the names. */
export interface Cosines {
  /** ⟨u_i, u_j⟩/(‖u_i‖‖u_j‖); NaN where a direction vanishes. */
  readonly cosines: readonly (readonly number[])[]
  /** ‖u_i‖. */
  readonly norms: readonly number[]
}

/** Angles between the directions of some rules. */
export interface DirectionCosines extends Cosines {
  /** The rules, in the order given. */
  readonly names: readonly string[]
  /** By layer: the parameters that stand at one place, as kernel and bias do, under the path of that place. */
  readonly layers: { readonly [path: string]: Cosines }
  /** By parameter, under its path. */
  readonly leaves: { readonly [path: string]: Cosines }
}

/** Inner products of all pairs. */
type Gram = readonly (readonly number[])[]

const at = (gram: Gram, row: number, column: number): number => gram[row]?.[column] ?? Number.NaN

const sumOf = (grams: readonly Gram[]): Gram =>
  grams.reduce((sum, gram) => sum.map((row, i) => row.map((value, j) => value + at(gram, i, j))))

/** Within [−1, 1], which rounding may leave. */
const cosine = (gram: Gram, i: number, j: number): number =>
  Math.max(-1, Math.min(1, at(gram, i, j) / Math.sqrt(at(gram, i, i) * at(gram, j, j))))

const cosinesOf = (gram: Gram): Cosines => ({
  cosines: gram.map((row, i) => row.map((_, j) => cosine(gram, i, j))),
  norms: gram.map((_, i) => Math.sqrt(at(gram, i, i))),
})

const layerOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')))

/** The rule's direction, the caller's. */
function directionOf<P extends Tree>(
  rule: GradientRule,
  objective: Objective<P>,
  params: P,
  batch: Batch,
  key: Key,
  state: State | undefined,
): P {
  return tidy(() => rule.apply(objective, params, state ?? rule.init(params), batch, key).direction)
}

/**
 * How far apart the directions are that rules would take from one point on one batch: cosines of the angles between
 * them over all parameters, by layer and by parameter.
 *
 * @param rules by name
 * @throws PlanishError `usage` for no rules; as the rules do
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { crossEntropy } from '@planish/grad'
 * import { mlp } from '@planish/models'
 * import { plainGradient, sam } from '@planish/optim'
 * import { directionCosines } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = mlp({ inputShape: [3], hidden: [4], classes: 2 })
 * const batch = { inputs: tf.ones([5, 3]), labels: tf.tensor1d([0, 1, 0, 1, 0], 'int32') }
 * const rules = { sgd: plainGradient(), oneSam: sam({ rho: 0.05, m: 1 }), jSam: sam({ rho: 0.05, m: 1, term: 'jacobian' }) }
 * const objective = { model, loss: crossEntropy }
 * const found = await directionCosines(objective, model.init(random.key(0)), batch, rules, { key: random.key(1) })
 * console.log(found.cosines[0]?.[1], Object.keys(found.layers)) // SGD against 1-SAM; layers.0, layers.1
 * ```
 */
export function directionCosines<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  rules: { readonly [name: string]: GradientRule },
  { key, states = {} }: DirectionCosinesOptions,
): Promise<DirectionCosines> {
  const names = Object.keys(rules)
  return scoped(async own => {
    if (names.length === 0) throw new PlanishError('usage', 'directionCosines: there are no rules')
    const directions = names.map(name =>
      own(directionOf(rules[name] as GradientRule, objective, params, batch, key, states[name])),
    )
    const all = directions.map(direction => tree.leaves(direction))
    const paths = tree.entries(params).map(({ path }) => path)
    const grams: Gram[] = []
    for (const leaf of paths.keys()) {
      const gram = own(
        tidy(() => {
          const rows = all.map(leaves => tf.reshape(leaves[leaf] as tf.Tensor, [-1]))
          return tf.stack(rows.map(row => tf.stack(rows.map(other => tf.sum(tf.mul(row, other))))))
        }),
      )
      grams.push((await gram.array()) as number[][])
    }
    const places = [...new Set(paths.map(layerOf))]
    const inLayer = (place: string): Gram[] => grams.filter((_, leaf) => layerOf(paths[leaf] ?? '') === place)
    return {
      names,
      ...cosinesOf(sumOf(grams)),
      layers: Object.fromEntries(places.map(place => [place, cosinesOf(sumOf(inLayer(place)))])),
      leaves: Object.fromEntries(paths.map((path, leaf) => [path, cosinesOf(grams[leaf] as Gram)])),
    }
  })
}
