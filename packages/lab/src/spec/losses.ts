import { PlanishError } from '@planish/core'
import { type NoiseSpec, pairFlip, symmetric } from '@planish/datasets'
import type { Loss } from '@planish/grad'
import {
  backwardCorrection,
  bootstrapping,
  crossEntropy,
  focal,
  forwardCorrection,
  generalisedCrossEntropy,
  labelSmoothing,
  logistic,
  meanAbsoluteError,
  squared,
  symmetricCrossEntropy,
} from '@planish/grad'
import * as z from 'zod'
import { decodeSpec, type Method, method, type Source } from './kind.ts'
import { flag, real } from './options.ts'
import { transitionLoss } from './transitionLoss.ts'

const share = () => real(value => value.min(0).max(1))

const patrini: Source = {
  paper:
    'Patrini, Rozza, Menon, Nock & Qu, Making Deep Neural Networks Robust to Label Noise: A Loss Correction Approach',
  year: 2017,
  url: 'https://arxiv.org/abs/1609.03683',
}

/** The noise that a correction is for, of as many classes as the data has. */
const noiseOptions = {
  rate: share().describe('probability that a label was replaced, in [0, 1], as of --noise'),
  noise: z.enum(['symmetric', 'pairFlip']).default('symmetric').meta({
    description: 'its kind, as of --noise',
    source: 'ours',
  }),
  inclusive: flag()
    .default(false)
    .meta({ description: 'of symmetric: a replaced label may have come back as itself', source: 'ours' }),
}

interface CorrectedNoise {
  readonly rate: number
  readonly noise: 'symmetric' | 'pairFlip'
  readonly inclusive: boolean
}

const noiseOf = ({ rate, noise, inclusive }: CorrectedNoise): NoiseSpec => {
  if (noise === 'symmetric') return symmetric({ rate, inclusive })
  if (!inclusive) return pairFlip({ rate })
  throw new PlanishError('usage', 'inclusive is of symmetric noise, pairFlip has none', 'leave it out')
}

/**
 * The losses that a specification can name. (Early-learning regularisation is none of them: its targets are what a
 * training remembers, not a function of the labels.)
 */
export const lossKinds: readonly Method<Loss>[] = [
  method({
    kind: 'crossEntropy',
    summary: 'Softmax cross-entropy.',
    source: {
      paper:
        'Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to Statistical Pattern Recognition',
      year: 1990,
      url: 'https://doi.org/10.1007/978-3-642-76153-9_28',
    },
    formula: 'ℓ = −log p_y, p = softmax(z)',
    options: {},
    build: () => crossEntropy,
  }),
  method({
    kind: 'squared',
    summary: 'Squared loss of the logits themselves.',
    source: {
      paper: 'Legendre, Nouvelles méthodes pour la détermination des orbites des comètes',
      year: 1805,
    },
    formula: 'ℓ = ½‖z − y‖², y one-hot',
    options: {},
    build: () => squared,
  }),
  method({
    kind: 'logistic',
    summary: 'Binary logistic loss of a network with one logit, labels 0 and 1.',
    source: {
      paper: 'Cox, The Regression Analysis of Binary Sequences',
      year: 1958,
      url: 'https://doi.org/10.1111/j.2517-6161.1958.tb00292.x',
    },
    formula: 'ℓ = log(1 + e^(−t z)), t = 2y − 1',
    options: {},
    build: () => logistic,
  }),
  method({
    kind: 'labelSmoothing',
    summary: 'Cross-entropy with targets of which a share is spread over all classes.',
    source: {
      paper:
        'Szegedy, Vanhoucke, Ioffe, Shlens & Wojna, Rethinking the Inception Architecture for Computer Vision',
      year: 2016,
      url: 'https://arxiv.org/abs/1512.00567',
    },
    formula: 'ℓ = −Σₖ tₖ log pₖ, t = (1 − s) e_y + s/K',
    first: 'smoothing',
    options: {
      smoothing: share()
        .default(0.1)
        .meta({ description: 's, the share that is spread, in [0, 1]', source: 'Szegedy et al. 2016' }),
    },
    build: labelSmoothing,
  }),
  method({
    kind: 'generalisedCrossEntropy',
    summary: 'Between cross-entropy (q → 0) and half the mean absolute error (q = 1).',
    source: {
      paper:
        'Zhang & Sabuncu, Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels',
      year: 2018,
      url: 'https://arxiv.org/abs/1805.07836',
    },
    formula: 'ℓ = (1 − max(p_y, k)^q)/q',
    first: 'q',
    options: {
      q: real(q => q.gt(0).max(1))
        .default(0.7)
        .meta({ description: 'q, above 0, at most 1', source: 'Zhang & Sabuncu 2018' }),
      truncation: real(k => k.min(0).lt(1))
        .default(0)
        .meta({
          description:
            'k: examples whose label has at most this probability pull nowhere; 0.5 in the paper, after 40 epochs without',
          source: 'Zhang & Sabuncu 2018, the loss that is not truncated',
        }),
    },
    build: generalisedCrossEntropy,
  }),
  method({
    kind: 'symmetricCrossEntropy',
    summary: 'Cross-entropy and the reverse one, which tolerates symmetric noise.',
    source: {
      paper:
        'Wang, Ma, Chen, Luo, Yi & Bailey, Symmetric Cross Entropy for Robust Learning with Noisy Labels',
      year: 2019,
      url: 'https://arxiv.org/abs/1908.06112',
    },
    formula: 'ℓ = −α log p_y − βA(1 − p_y)',
    options: {
      alpha: real(alpha => alpha.min(0))
        .default(0.1)
        .meta({
          description: 'α, weight of the cross-entropy; 0.01 for MNIST, 6 for CIFAR-100',
          source: 'Wang et al. 2019, CIFAR-10',
        }),
      beta: real(beta => beta.min(0))
        .default(1)
        .meta({
          description: 'β, weight of the reverse cross-entropy; 0.1 for CIFAR-100',
          source: 'Wang et al. 2019, CIFAR-10',
        }),
      logZero: real(logZero => logZero.lt(0))
        .default(-4)
        .meta({
          description: 'A, what stands for log 0; the authors’ code has log 1e-4, −9.21',
          source: 'Wang et al. 2019',
        }),
    },
    build: symmetricCrossEntropy,
  }),
  method({
    kind: 'bootstrapping',
    summary: 'Cross-entropy with targets that are partly what the network itself says.',
    source: {
      paper:
        'Reed, Lee, Anguelov, Szegedy, Erhan & Rabinovich, Training Deep Neural Networks on Noisy Labels with Bootstrapping',
      year: 2015,
      url: 'https://arxiv.org/abs/1412.6596',
    },
    formula: 'ℓ = −Σₖ (β e_y + (1 − β) q)ₖ log pₖ, q = p, or one-hot(argmax p) where hard',
    options: {
      beta: share().optional().meta({
        description: 'β, share of the given label, in [0, 1]; left out, 0.95, and 0.8 where hard',
        source: 'Reed et al. 2015',
      }),
      hard: flag()
        .default(false)
        .meta({ description: 'the likeliest class, not the probabilities', source: 'ours' }),
    },
    build: ({ beta, hard }) => bootstrapping(beta === undefined ? { hard } : { hard, beta }),
  }),
  method({
    kind: 'focal',
    summary:
      'Cross-entropy in which well-fitted examples count less: not robust, but what robust losses oppose.',
    source: {
      paper: 'Lin, Goyal, Girshick, He & Dollár, Focal Loss for Dense Object Detection',
      year: 2017,
      url: 'https://arxiv.org/abs/1708.02002',
    },
    formula: 'ℓ = −(1 − p_y)^γ log p_y',
    first: 'gamma',
    options: {
      gamma: real(gamma => gamma.min(0))
        .default(2)
        .meta({ description: 'γ, from 0', source: 'Lin et al. 2017' }),
    },
    build: focal,
  }),
  method({
    kind: 'meanAbsoluteError',
    summary:
      'Distance between probabilities and label: tolerates symmetric noise, and is slow to learn many classes.',
    source: {
      paper: 'Ghosh, Kumar & Sastry, Robust Loss Functions under Label Noise for Deep Neural Networks',
      year: 2017,
      url: 'https://arxiv.org/abs/1712.09482',
    },
    formula: 'ℓ = ‖p − e_y‖₁ = 2(1 − p_y)',
    options: {},
    build: meanAbsoluteError,
  }),
  method({
    kind: 'forwardCorrection',
    summary: 'Cross-entropy of the labels that the noise makes of the prediction.',
    source: patrini,
    formula: 'ℓ = −log (Tᵀp)_y, T[i][j] = P(noisy j | clean i)',
    first: 'rate',
    options: noiseOptions,
    build: noise => transitionLoss('forwardCorrection', forwardCorrection, noiseOf(noise)),
  }),
  method({
    kind: 'backwardCorrection',
    summary: 'Cross-entropy, unbiased under the noise.',
    source: patrini,
    formula: 'ℓ = −Σⱼ (T⁻¹)[y][j] log pⱼ, T[i][j] = P(noisy j | clean i)',
    first: 'rate',
    options: noiseOptions,
    build: noise => transitionLoss('backwardCorrection', backwardCorrection, noiseOf(noise)),
  }),
]

/** Reads a loss's specification. */
export const decodeLoss = decodeSpec('loss', lossKinds)
