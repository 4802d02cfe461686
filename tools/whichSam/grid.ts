/** What the guide's table of rules was measured on, and what each rule had to choose from. */

/** Specifications of the noise, a column each. */
export const noises = ['none', 'symmetric:0.2', 'symmetric:0.4', 'symmetric:0.6', 'pairFlip:0.4'] as const

/**
 * Flags of every run: small enough for a night on two cores. The classes' images are the embedded subset's; a tenth of
 * the noisy training examples is set aside to choose by.
 */
export const flags: { readonly [flag: string]: string } = {
  data: 'fashionMnist',
  model: 'mlp:128,init=heNormal',
  examples: '4000',
  'batch-size': '64',
  'learning-rate': '0.02',
  momentum: '0.9',
  'weight-decay': '0.0005',
  measured: '500',
}

/** Seeds that follow each other. */
export interface Seeds {
  readonly first: number
  readonly count: number
}

/** Every value is tried with one seed, and the one that its noisy validation examples like best with two more. */
export const choosing: Seeds = { first: 1, count: 1 }
export const repeating: Seeds = { first: 2, count: 2 }

/** Gradient evaluations of the training set that each rule may spend: epochs of SGD, twice those of SAM. */
export const budget = 40

/** A rule and the values that were tried of one of its options. */
export interface Family {
  readonly name: string
  readonly spec: (value: number) => string
  readonly values: readonly number[]
  /** Where a rule needs others than all have. */
  readonly flags?: { readonly [flag: string]: string }
}

const radii = [0.03, 0.1, 0.3]

const ofRadius = (name: string, kind: string, options = '', values = radii): Family => ({
  name,
  values,
  spec: rho => `${kind}:rho=${rho}${options}`,
})

/**
 * Every rule that `planish list rules` names but SAM-ON: this network has no normalisation to perturb. The three radii
 * of each are a factor of about three apart, around what its authors or smaller runs suggest.
 */
export const families: readonly Family[] = [
  { name: 'SGD', values: [0], spec: () => 'sgd' },
  ofRadius('SAM', 'sam'),
  ofRadius('1-SAM', 'sam', ',m=1', [0.01, 0.03, 0.1]),
  ofRadius('L-SAM', 'sam', ',m=1,term=logit', [0.01, 0.03, 0.1]),
  ofRadius('J-SAM', 'sam', ',m=1,term=jacobian', [0.01, 0.03, 0.1]),
  { name: 'Norm-regularised', values: [0.003, 0.01, 0.03], spec: z => `normRegularised:gammaZ=${z}` },
  ofRadius('ASAM', 'asam', '', [0.3, 1, 3]),
  ofRadius('GSAM', 'gsam'),
  ofRadius('LookSAM (k = 5)', 'lookSam', ',every=5'),
  ofRadius('ESAM', 'esam'),
  ofRadius('Friendly SAM', 'friendlySam'),
  ofRadius('WSAM', 'wsam'),
  ofRadius('WSAM, decoupled', 'decoupledWsam'),
  ofRadius('VaSSO', 'vasso'),
  ofRadius('SANER (α = 0.5)', 'saner', ',alpha=0.5'),
  ofRadius('interval SAM (k = 2)', 'intervalSam', ',every=2'),
  ofRadius('AE-SAM', 'aeSam'),
  ofRadius('MSAM', 'msam', '', [0.1, 0.3, 1]),
  ofRadius('Eigen-SAM', 'eigenSam'),
  { ...ofRadius('bSAM', 'bsam', '', [0.01, 0.03, 0.1]), flags: { 'learning-rate': '0.2' } },
  { name: 'small loss', values: [0.1, 0.2, 0.4], spec: share => `smallLoss:forgetRate=${share},gradual=500` },
  {
    name: 'co-teaching',
    values: [0.1, 0.2, 0.4],
    spec: share => `coTeaching:forgetRate=${share},gradual=500`,
  },
  { name: 'early-learning', values: [1, 3, 7], spec: weight => `earlyLearning:lambda=${weight}` },
]
