import { PlanishError } from '@planish/core'
import {
  asymmetric,
  type ComposedNoise,
  compose,
  decodeNoise,
  dispersive,
  instanceDependent,
  matrix,
  type NoiseSpec,
  pairFlip,
  randomMatrix,
  symmetric,
} from '@planish/datasets'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod'
import { type Decoded, decodeSpec, type Kind, kind, type SpecInput } from './kind.ts'
import { flag, real, whole } from './options.ts'
import { numbersOfRows, rowsOfNumbers } from './rowsOfNumbers.ts'

/** A noise that a command line can say by itself. */
type Single = ComposedNoise['noises'][number]

const share = () => real(rate => rate.min(0).max(1))

const rate = share().describe('probability that a label is replaced, in [0, 1]')

const count = z.enum(['iid', 'exact']).default('iid').meta({
  description: 'iid: each label independently; exact: exactly round(rate·n) labels',
  source: 'ours',
})

const exactRows = z.enum(['iid', 'exact']).default('iid').meta({
  description: 'iid: each label independently; exact: n_i T[i][j] of class i become j, within one',
  source: 'ours',
})

/** What each class becomes: a name, or the classes as `1x0x2`. */
const classMap = z.preprocess(
  value => (typeof value === 'string' && /^\d+(x\d+)+$/.test(value) ? value.split('x').map(Number) : value),
  z.union(
    [z.literal('cifar10'), z.literal('cifar100'), z.literal('mnist'), z.array(z.int().min(0))],
    'must be cifar10, cifar100, mnist, or the class that each class becomes, joined by x, as 1x0x2',
  ),
)

const cleanlab = 'cleanlab 2.9.0'

/** The kinds of label noise that a specification can name. */
export const noiseSpecKinds: readonly Kind<Single | undefined>[] = [
  kind({ kind: 'none', summary: 'The labels as they are.', options: {}, build: () => undefined }),
  kind({
    kind: 'symmetric',
    summary: 'A share of the labels is replaced by a uniformly drawn other one.',
    formula: 'T = (1 − rate) I + rate/(K − 1) · (𝟏𝟏ᵀ − I); inclusive: T = (1 − rate) I + rate/K · 𝟏𝟏ᵀ',
    first: 'rate',
    options: {
      rate,
      inclusive: flag()
        .default(false)
        .meta({ description: 'a replaced label may come back as itself', source: 'ours' }),
      count,
    },
    build: options => symmetric(options),
  }),
  kind({
    kind: 'pairFlip',
    summary: 'A share of the labels becomes the next class: the plainest asymmetric noise.',
    source: {
      paper:
        'Han, Yao, Yu, Niu, Xu, Hu, Tsang & Sugiyama, Co-teaching: Robust Training of Deep Neural Networks with Extremely Noisy Labels',
      year: 2018,
      url: 'https://arxiv.org/abs/1804.06872',
    },
    formula: 'T[i][i] = 1 − rate, T[i][i + 1 mod K] = rate',
    first: 'rate',
    options: { rate, count },
    build: options => pairFlip(options),
  }),
  kind({
    kind: 'asymmetric',
    summary: 'Labels of some classes are mistaken for those of a look-alike, as truck for automobile.',
    source: {
      paper:
        'Patrini, Rozza, Menon, Nock & Qu, Making Deep Neural Networks Robust to Label Noise: A Loss Correction Approach',
      year: 2017,
      url: 'https://arxiv.org/abs/1609.03683',
    },
    formula: 'T[i][i] = 1 − rate, T[i][map i] = rate; T[i][i] = 1 where map i = i',
    first: 'map',
    options: {
      map: classMap.describe('whose confusions, or the class that each class becomes, as 1x0x2'),
      rate: share().describe('probability that a label of a class that can be mistaken is, in [0, 1]'),
      count: z.enum(['iid', 'exact']).default('iid').meta({
        description:
          'iid: each label independently; exact: exactly round(rate·m) of the m that can be mistaken',
        source: 'ours',
      }),
    },
    build: options => asymmetric(options),
  }),
  kind({
    kind: 'matrix',
    summary: 'Labels drawn from the rows of a transition matrix.',
    formula: 'T[i][j] = P(noisy j | clean i)',
    first: 'rows',
    options: {
      rows: rowsOfNumbers().describe('the rows of T, as 0.9x0.1/0.2x0.8: each sums to 1'),
      count: exactRows,
    },
    build: ({ rows, count }) => matrix({ matrix: numbersOfRows(rows), count }),
  }),
  kind({
    kind: 'randomMatrix',
    summary: 'Labels drawn from a random transition matrix of a given trace, which the seed decides.',
    source: {
      paper: 'Northcutt, Jiang & Chuang, Confident Learning: Estimating Uncertainty in Dataset Labels',
      year: 2021,
      url: 'https://arxiv.org/abs/1911.00068',
    },
    formula: 'Σ T[i][i] = trace, P(clean i) P(noisy i) < P(clean i, noisy i)',
    first: 'trace',
    options: {
      trace: real().describe('sum of the diagonal, above 1 and at most K'),
      zeros: real(zeros => zeros.min(0).lt(1))
        .default(0)
        .meta({ description: 'share of the other entries that are 0', source: cleanlab }),
      minKept: share().default(1e-5).meta({ description: 'least T[i][i]', source: cleanlab }),
      maxKept: share().default(1).meta({ description: 'greatest T[i][i]', source: cleanlab }),
      minRate: share().default(0).meta({ description: 'least other entry that is not 0', source: cleanlab }),
      maxRate: share()
        .default(1 - 1e-5)
        .meta({ description: 'greatest other entry', source: cleanlab }),
      learnable: flag()
        .default(true)
        .meta({ description: 'drawn again until a classifier can learn from it', source: cleanlab }),
      count: exactRows,
    },
    build: options => randomMatrix(options),
  }),
  kind({
    kind: 'dispersive',
    summary: 'A share of the examples gets a label drawn evenly from a random set of classes with its own.',
    source: {
      paper:
        'Einbinder, Feldman, Bates, Angelopoulos, Gendler & Romano, Label Noise Robustness of Conformal Prediction',
      year: 2024,
      url: 'https://arxiv.org/abs/2209.14295',
    },
    formula: 'T[i][i] = 1 − rate + rate/m, T[i][j] = rate (1 − 1/m)/(K − 1)',
    first: 'rate',
    options: {
      rate: share().describe('share of examples whose label is drawn anew, in [0, 1]'),
      among: whole().optional().describe('m, how many classes it is drawn from; all K unless given'),
      count: z.enum(['iid', 'exact']).default('iid').meta({
        description: 'iid: each example independently; exact: exactly round(rate·n) examples',
        source: 'ours',
      }),
    },
    build: ({ among, ...options }) => dispersive({ ...options, ...(among === undefined ? {} : { among }) }),
  }),
  kind({
    kind: 'instance',
    summary: 'Each example has a rate of its own, and its features say what it is mistaken for.',
    source: {
      paper:
        'Xia, Liu, Han, Wang, Gong, Liu, Niu, Tao & Sugiyama, Part-dependent Label Noise: Towards Instance-dependent Label Noise',
      year: 2020,
      url: 'https://arxiv.org/abs/2006.07836',
    },
    formula:
      'P(j | x, y) = q softmax(x W_y without y)_j, P(y | x, y) = 1 − q, q ~ N(rate, deviation²) in [0, 1]',
    first: 'rate',
    options: {
      rate: share().describe('what the examples’ rates lie about, in [0, 1]'),
      deviation: real(deviation => deviation.positive())
        .default(0.1)
        .meta({
          description: 'their standard deviation, before they are cut to [0, 1]',
          source: 'Xia et al. 2020',
        }),
    },
    build: options => instanceDependent(options),
  }),
]

const decodeOne = decodeSpec('noise', noiseSpecKinds)

/** Where a specification of several noises is divided: at a plus before a name, not in `1e+3`. */
const PLUS = /\+(?=\s*[A-Za-z])/

/** What no option by itself shows to be wrong: rows that don't sum to 1. */
const sound = (decoded: Decoded<Single | undefined>): E.Either<PlanishError, Decoded<Single | undefined>> =>
  decoded.value === undefined
    ? E.right(decoded)
    : pipe(
        decodeNoise(decoded.value),
        E.map(() => decoded),
      )

const oneOfSeveral = (text: string): E.Either<PlanishError, Decoded<Single>> =>
  pipe(
    decodeOne(text),
    E.chain(sound),
    E.chain(({ value, ...rest }) =>
      value === undefined
        ? E.left(new PlanishError('usage', 'noise none is none of several', 'leave it out'))
        : E.right({ ...rest, value }),
    ),
  )

/** Reads a noise specification; `first+second` is one noise after the other. */
export const decodeNoiseSpec = (input: SpecInput): E.Either<PlanishError, Decoded<NoiseSpec | undefined>> => {
  const parts = typeof input === 'string' ? input.split(PLUS) : []
  if (parts.length < 2) return pipe(decodeOne(input), E.chain(sound))
  return pipe(
    parts,
    E.traverseArray(oneOfSeveral),
    E.map(decoded => ({
      kind: 'compose',
      text: decoded.map(({ text }) => text).join('+'),
      value: compose(...decoded.map(({ value }) => value)),
    })),
  )
}
