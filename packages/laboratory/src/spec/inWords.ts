import { ruleTexts } from './rules.ts'
import type { DataName, RaceSpec } from './spec.ts'

const dataTexts: { readonly [data in DataName]: string } = {
  fashion: 'images of clothes',
  moons: 'points on two moons',
  spirals: 'points on two spirals',
  gaussian: 'points of the Gaussian toy',
}

function networkInWords({ network }: RaceSpec): string {
  if (network.kind === 'linear') return 'a linear model'
  return network.kind === 'mlp'
    ? `a multi-layer perceptron (${network.hidden.join(' × ')})`
    : `a small CNN (${network.width} channels)`
}

/**
 * A race in a sentence.
 *
 * @example
 * ```ts
 * inWords(defaultSpec) // 'SGD against 1-SAM: a multi-layer perceptron (128 × 128) on 800 images of clothes, 40 % …'
 * ```
 */
export function inWords(spec: RaceSpec): string {
  const who = spec.rules.map(rule => ruleTexts[rule].label).join(' against ')
  const share = `${Number((100 * spec.rate).toPrecision(3))} %`
  return `${who}: ${networkInWords(spec)} on ${spec.examples} ${dataTexts[spec.data]}, ${share} of their labels replaced; ρ = ${spec.rho}, learning rate ${spec.learningRate}, seed ${spec.seed}.`
}
