import {
  followedBy,
  type GradientRule,
  normRegularised,
  type Optimizer,
  plainGradient,
  type SamOptions,
  sam,
  sgd,
} from '@planish/optim'
import type { RuleName } from '../spec/rules.ts'
import type { RaceSpec } from '../spec/spec.ts'

const samOptions: {
  readonly [name in Exclude<RuleName, 'sgd' | 'regularised'>]: Omit<SamOptions, 'rho'>
} = {
  sam: { m: 'batch' },
  '1-sam': { m: 1 },
  'l-sam': { m: 1, term: 'logit' },
  'j-sam': { m: 1, term: 'jacobian' },
}

function ruleOf(name: RuleName, rho: number): GradientRule {
  if (name === 'sgd') return plainGradient()
  return name === 'regularised' ? normRegularised() : sam({ rho, ...samOptions[name] })
}

/** The optimizer that a rule races with: all take the same learning rate and momentum. */
export const optimizerOf = (
  name: RuleName,
  { rho, learningRate, momentum }: Pick<RaceSpec, 'rho' | 'learningRate' | 'momentum'>,
): Optimizer => followedBy(sgd({ learningRate, momentum }))(ruleOf(name, rho))
