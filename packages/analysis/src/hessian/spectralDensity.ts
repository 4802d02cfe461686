import type { Key, Tree } from '@planish/core'
import { disposeTree, random } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import type { Examples } from './examples.ts'
import { expectPositive, expectWhole } from './expectations.ts'
import { type Lanczos, lanczos } from './lanczos.ts'
import type { AnyObjective } from './loss.ts'
import { type MatrixOptions, matrixOf } from './matrix.ts'
import type { ProductMethod } from './products.ts'
import { tridiagonalEigen } from './tridiagonal.ts'
import { rademacher } from './vectors.ts'

/** Options of {@link spectralDensity}. */
export interface SpectralDensityOptions extends MatrixOptions {
  readonly key: Key
  /** Starting vectors n_v; default 10. */
  readonly probes?: number
  /** Nodes of a quadrature, each a product; default 80, or the number of parameters. */
  readonly iterations?: number
  /** Standard deviation σ of the Gaussians; default 1 % of the nodes' range (of 1 where they all agree). */
  readonly sigma?: number
  /** Points of the grid; default 400. */
  readonly points?: number
}

/** Where a quadrature of a spectrum has its mass. */
export interface Quadrature {
  /** θ, ascending. */
  readonly nodes: readonly number[]
  /** Adding up to 1. */
  readonly weights: readonly number[]
}

/** The density of a matrix's eigenvalues. */
export interface SpectralDensity {
  /** Equally spaced, from 5σ below the least node to 5σ above the greatest. */
  readonly grid: readonly number[]
  /** φ at each point of the grid; its integral is 1. */
  readonly density: readonly number[]
  readonly sigma: number
  /** Of each starting vector. */
  readonly quadratures: readonly Quadrature[]
  /** Number N of eigenvalues. */
  readonly dimension: number
  readonly method: ProductMethod
}

/** Gauss quadrature of the spectrum as the starting vector sees it. */
function quadratureOf({ diagonal, beside }: Lanczos): Quadrature {
  const { values, vectors } = tridiagonalEigen(diagonal, beside)
  return { nodes: values, weights: vectors.map(([first = 0]) => first * first) }
}

/** Mean over the quadratures of Σ_i w_i N(t; θ_i, σ²). */
function densityAt(t: number, quadratures: readonly Quadrature[], sigma: number): number {
  const bump = (distance: number): number => Math.exp(-0.5 * (distance / sigma) ** 2)
  const sum = quadratures.reduce(
    (total, { nodes, weights }) =>
      nodes.reduce((mass, node, index) => mass + (weights[index] as number) * bump(t - node), total),
    0,
  )
  return sum / (quadratures.length * sigma * Math.sqrt(2 * Math.PI))
}

/**
 * How the eigenvalues of the Hessian are distributed, by stochastic Lanczos quadrature (Ghorbani, Krishnan & Xiao,
 * *An Investigation into Neural Net Optimization via Hessian Eigenvalue Density*, ICML 2019):
 *
 * ```text
 * φ(t) = 1/n_v Σ_v Σ_i w_i⁽ᵛ⁾ N(t; θ_i⁽ᵛ⁾, σ²),
 * ```
 *
 * θ the eigenvalues of Lanczos's tridiagonal matrix from a vector of ±1, w the squares of its eigenvectors' first
 * entries. Moments up to 2·iterations − 1 of each quadrature are exact, so that mean θ times N estimates the trace.
 *
 * @throws PlanishError `usage` for bad options or no examples
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { spectralDensity } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 50, dimension: 4, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [4], classes: 1 })
 * const params = model.init(random.key(1))
 * const { grid, density } = await spectralDensity({ model, loss: logistic }, params, toy, { key: random.key(2) })
 * console.log(grid.length, density.length) // 400 400
 * ```
 */
export async function spectralDensity<P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  examples: Examples,
  options: SpectralDensityOptions,
): Promise<SpectralDensity> {
  const { key, probes = 10, iterations = 80, points = 400 } = options
  expectWhole('spectralDensity', 'probes', probes, 1)
  expectWhole('spectralDensity', 'iterations', iterations, 1)
  expectWhole('spectralDensity', 'points', points, 2)
  if (options.sigma !== undefined) expectPositive('spectralDensity', 'sigma', options.sigma)
  const matrix = matrixOf('spectralDensity', objective, params, examples, options)
  const quadratures: Quadrature[] = []
  for (let probe = 0; probe < probes; probe++) {
    const start = tf.tensor1d(rademacher(random.foldIn(key, probe), matrix.dimension))
    try {
      quadratures.push(await lanczos(start, matrix.times, { iterations }, quadratureOf))
    } finally {
      disposeTree(start)
    }
  }
  const nodes = quadratures.flatMap(quadrature => quadrature.nodes)
  const [least, greatest] = [Math.min(...nodes), Math.max(...nodes)]
  const sigma = options.sigma ?? 0.01 * (greatest - least || 1)
  const [from, width] = [least - 5 * sigma, greatest - least + 10 * sigma]
  const grid = Array.from({ length: points }, (_, index) => from + (width * index) / (points - 1))
  return {
    grid,
    density: grid.map(t => densityAt(t, quadratures, sigma)),
    sigma,
    quadratures,
    dimension: matrix.dimension,
    method: matrix.method(),
  }
}
