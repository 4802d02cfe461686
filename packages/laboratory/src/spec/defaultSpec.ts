import type { RaceSpec } from './spec.ts'

/** What a visitor finds: real images, 40 % of them labelled wrongly, SGD that learns them by heart and 1-SAM that does not. */
export const defaultSpec: RaceSpec = {
  data: 'fashion',
  examples: 800,
  rate: 0.4,
  inclusive: false,
  network: { kind: 'mlp', hidden: [128, 128] },
  rules: ['sgd', '1-sam'],
  rho: 0.1,
  learningRate: 0.05,
  momentum: 0.9,
  batchSize: 50,
  steps: 1500,
  seed: 0,
  backend: 'auto',
}
