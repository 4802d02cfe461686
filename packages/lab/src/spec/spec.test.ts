import { orThrow, type PlanishError, random } from '@planish/core'
import { logistic } from '@planish/grad'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeData } from './data.ts'
import type { Decoded, SpecInput } from './kind.ts'
import { lists } from './lists.ts'
import { decodeLoss, lossKinds } from './losses.ts'
import { decodeModel } from './models.ts'
import { decodeNoiseSpec } from './noise.ts'
import { optionSchemas, valuesOf } from './optionSchema.ts'
import type { RuleKind } from './ruleKind.ts'
import { decodeRule, ruleKinds } from './rules.ts'

type Decode = (input: SpecInput) => E.Either<PlanishError, Decoded<unknown>>

const positive = fc.integer({ min: 1, max: 1e6 })
const real = fc.double({ min: 0, max: 1e9, noNaN: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })
const sizes = fc.array(positive, { minLength: 1, maxLength: 4 })

/** Options of a kind, any of them left out. */
const options = (kind: string, model: Record<string, fc.Arbitrary<unknown>>, required: string[] = []) =>
  fc
    .record(model, { requiredKeys: required })
    .map((given): SpecInput & object => ({ kind, ...(given as object) }))

const modelShape = { inputShape: sizes, classes: positive }
const init = fc.constantFrom('lecunNormal', 'heNormal')
const shape = { bias: fc.boolean(), init, ...modelShape }
const dropout = fc.double({ min: 0, max: 0.99, noNaN: true })
const activation = fc.constantFrom('relu', 'tanh', 'gelu', 'identity')
const norm = { norm: fc.constantFrom('layer', 'group'), groups: positive, init }
const resNet = {
  width: positive,
  stem: fc.constantFrom('cifar', 'imagenet'),
  shortcut: fc.constantFrom('projection', 'pad'),
  ...norm,
  ...modelShape,
}

const specs: readonly (readonly [Decode, fc.Arbitrary<SpecInput & object>])[] = [
  [decodeRule, options('sgd', {})],
  [
    decodeRule,
    options('sam', {
      rho: real,
      m: fc.oneof(positive, fc.constant('batch')),
      term: fc.constantFrom('full', 'logit', 'jacobian'),
    }),
  ],
  [decodeRule, options('normRegularised', { gammaZ: real, gammaV: real })],
  [
    decodeNoiseSpec,
    options(
      'symmetric',
      {
        rate: share,
        inclusive: fc.boolean(),
        count: fc.constantFrom('iid', 'exact'),
      },
      ['rate'],
    ),
  ],
  [decodeLoss, options('labelSmoothing', { smoothing: share })],
  [decodeLoss, options('symmetricCrossEntropy', { alpha: real, beta: real })],
  [decodeLoss, options('bootstrapping', { beta: share, hard: fc.boolean() })],
  [decodeLoss, options('forwardCorrection', { rate: share, inclusive: fc.boolean() }, ['rate'])],
  [decodeModel, options('mlp', { hidden: sizes, activation, dropout, ...shape })],
  [decodeModel, options('linear', shape)],
  [decodeModel, options('deepLinear', { hidden: sizes, ...shape })],
  [decodeModel, options('cnn', { width: positive, activation, dropout, ...shape })],
  [decodeModel, options('resnet18', resNet)],
  [decodeModel, options('resnet32', resNet)],
  [
    decodeModel,
    options('densenet', {
      depth: fc.integer({ min: 10, max: 250 }),
      growth: positive,
      compression: fc.double({ min: 0.1, max: 1, noNaN: true }),
      ...norm,
      ...modelShape,
    }),
  ],
  [
    decodeModel,
    options('vit', {
      variant: fc.constantFrom('ti', 's'),
      dim: positive,
      depth: positive,
      heads: positive,
      mlpDim: positive,
      patchSize: positive,
      dropout,
      ...modelShape,
    }),
  ],
  [decodeData, options('gaussian', { train: positive, test: positive, dimension: positive, sigma: real })],
  [decodeData, options('moons', { train: positive, test: positive, sigma: real })],
  [
    decodeData,
    options('cifar100', { labels: fc.constantFrom('fine', 'coarse'), folder: fc.constant('a/b') }),
  ],
  [
    decodeData,
    options(
      'images',
      { folder: fc.constant('pets'), size: positive, fit: fc.constantFrom('crop', 'stretch') },
      ['folder'],
    ),
  ],
  [decodeData, options('idx', { folder: fc.string({ unit: 'binary', minLength: 1 }) }, ['folder'])],
  [
    decodeData,
    options('idx', { folder: fc.constantFrom('a,b', 'a=b,,c', 'folder=', 'folder=x', ' x ', 'C:\\x') }, [
      'folder',
    ]),
  ],
]

describe('the canonical text', () => {
  it('says what an object of options says, and says it of itself', () => {
    for (const [decode, inputs] of specs) {
      fc.assert(
        fc.property(inputs, input => {
          const { kind, text, value } = orThrow(decode(input))
          const again = orThrow(decode(text))
          expect({ kind: again.kind, text: again.text }).toEqual({ kind, text })
          // Plain values and labels; functions can't be compared.
          expect(JSON.stringify(again.value)).toBe(JSON.stringify(value))
        }),
      )
    }
  })

  it('gives every option back that is not the default', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.constantFrom('logit', 'jacobian'), (m, term) => {
        expect(orThrow(decodeRule({ kind: 'sam', rho: 0.25, m, term })).text).toBe(
          `sam:rho=0.25,m=${m},term=${term}`,
        )
      }),
    )
  })

  it.each<[Decode, string, string, string]>([
    [decodeNoiseSpec, 'symmetric:0.3', 'symmetric:rate=0.30', 'symmetric:rate=0.3'],
    [
      decodeNoiseSpec,
      'symmetric:0.6,inclusive',
      'symmetric:inclusive=true,rate=0.6',
      'symmetric:rate=0.6,inclusive=true',
    ],
    [
      decodeRule,
      'sam:rho=0.03,m=1,term=jacobian',
      'sam:0.03,term=jacobian,m=1',
      'sam:rho=0.03,m=1,term=jacobian',
    ],
    [decodeRule, 'sam', 'sam:rho=5e-2,m=batch,term=full', 'sam'],
    [decodeLoss, 'focal', 'focal:gamma=2', 'focal'],
    [decodeLoss, 'bootstrapping:hard', 'bootstrapping:hard=true', 'bootstrapping:hard=true'],
    [decodeLoss, 'backwardCorrection:0.4', 'backwardCorrection:rate=0.4', 'backwardCorrection:rate=0.4'],
    [decodeModel, 'mlp:hidden=512x512', 'mlp:512x512', 'mlp'],
    [decodeModel, 'vit:dim=24,heads=2', 'vit:ti,heads=2,dim=24', 'vit:dim=24,heads=2'],
    [decodeModel, 'resnet18:16', 'resnet18:width=16,norm=layer', 'resnet18:width=16'],
    [decodeModel, 'linear:bias=false', ' linear : bias = false ', 'linear:bias=false'],
    [decodeData, 'idx:some/folder', 'idx:folder=some/folder', 'idx:some/folder'],
    [decodeData, 'fashionMnist:whole', 'fashionMnist:whole=true', 'fashionMnist:whole=true'],
    [decodeData, 'emnist:letters', 'emnist:split=letters', 'emnist:split=letters'],
    [decodeData, 'flowers102:224,swap', 'flowers102:size=224,swap=true', 'flowers102:size=224,swap=true'],
    [decodeData, 'csv:x.csv,label=y', 'csv:label=y,file=x.csv', 'csv:file=x.csv,label=y'],
    [decodeData, 'cifar100:coarse', 'cifar100:labels=coarse', 'cifar100:labels=coarse'],
    [decodeData, 'images:pets,size=64', 'images:size=64,folder=pets', 'images:folder=pets,size=64'],
  ])('%#: %s', (decode, one, other, canonical) => {
    for (const text of [one, other, canonical]) expect(orThrow(decode(text)).text).toBe(canonical)
  })
})

describe('what a specification stands for', () => {
  it('a rule with the paper’s name', () => {
    const labels = ['sgd', 'sam:0.1', 'sam:0.1,m=1', 'sam:0.1,m=1,term=jacobian', 'sam:0.1,m=4,term=logit']
    expect(labels.map(text => orThrow(decodeRule(text)).value.label)).toEqual([
      'SGD',
      'SAM (ρ = 0.1)',
      '1-SAM (ρ = 0.1)',
      'J-SAM (ρ = 0.1)',
      'L-SAM (ρ = 0.1, m = 4)',
    ])
    expect(labels.map(text => orThrow(decodeRule(text)).value.gradientEvaluations)).toEqual([1, 2, 2, 2, 2])
  })

  it('noise, or none', () => {
    expect(orThrow(decodeNoiseSpec('none')).value).toBeUndefined()
    expect(orThrow(decodeNoiseSpec('symmetric:0.6,inclusive,count=exact')).value).toEqual({
      kind: 'symmetric',
      rate: 0.6,
      inclusive: true,
      count: 'exact',
    })
    expect(orThrow(decodeLoss('logistic')).value).toBe(logistic)
  })

  it('data drawn from the key', async () => {
    const { value } = orThrow(decodeData('gaussian:train=5,test=3,dimension=2'))
    const draw = async (seed: number) => orThrow(await value(random.key(seed))())
    const { train, test } = await draw(1)
    expect([train.labels.length, test.labels.length, train.inputShape]).toEqual([5, 3, [2]])
    expect(await draw(1)).toEqual({ train, test })
    expect((await draw(2)).train.inputs).not.toEqual(train.inputs)
    expect(test.inputs).not.toEqual(train.inputs.slice(0, 6))
  })

  it('a model whose shape the data completes, and must fit', () => {
    const built = (text: string, data?: { inputShape: number[]; classes: number }) =>
      orThrow(decodeModel(text)).value(data)
    const data = { inputShape: [2, 2], classes: 3 }
    expect(E.isRight(built('mlp:4', data))).toBe(true)
    expect(E.isRight(built('mlp:4,inputShape=4,classes=3', data))).toBe(true)
    expect(E.isRight(built('linear:inputShape=5,classes=2'))).toBe(true)
    const wrong = [
      built('linear'),
      built('linear:inputShape=5,classes=3', data),
      built('mlp:classes=2', data),
      built('cnn', data),
      built('vit:patchSize=3', { inputShape: [28, 28, 1], classes: 3 }),
      built('vit:heads=5', { inputShape: [28, 28, 1], classes: 3 }),
      built('densenet:depth=12,inputShape=28x28x1,classes=3'),
    ]
    expect(wrong.map(result => (E.isLeft(result) ? result.left.message : 'accepted'))).toEqual([
      'model linear: inputShape is missing',
      'model linear: inputShape is 5, but the data’s 2x2',
      'model mlp: classes is 2, but data and loss need 3',
      'a cnn takes images of at least 4x4, not inputs of shape [2, 2]',
      "images of 28x28 can't be cut into patches of 3x3",
      "tokens of length 192 can't be split among 5 heads",
      'a densenet has 4 + 6n layers, not 12',
    ])
  })
})

describe('a wrong specification', () => {
  it.each<[Decode, SpecInput, string]>([
    [decodeRule, 'adam', 'unknown rule "adam"'],
    [decodeRule, '', 'unknown rule ""'],
    [decodeModel, 'constructor', 'unknown model "constructor"'],
    [decodeData, 'minst', 'unknown data set "minst"'],
    [decodeRule, 'sam:m=0', 'rule sam: option m must be "batch" or a whole number from 1, not 0'],
    [decodeRule, 'sam:m=1.5', 'rule sam: option m must be "batch" or a whole number from 1, not 1.5'],
    [decodeRule, 'sam:m=all', 'rule sam: option m must be "batch" or a whole number from 1, not "all"'],
    [decodeRule, 'sam:rho=-1', 'rule sam: option rho must be at least 0, not -1'],
    [decodeRule, 'sam:rho=Infinity', 'rule sam: option rho must be a number, not Infinity'],
    [decodeRule, 'sam:rho=', 'rule sam: option rho must be a number, not ""'],
    [decodeRule, 'sam:m=1,rho', 'rule sam: option rho must be a number, not true'],
    [decodeRule, 'sam:term=half', 'rule sam: option term must be one of full, logit, jacobian, not "half"'],
    [decodeRule, 'sam:gamma=1', 'rule sam has no option gamma'],
    [decodeRule, 'sam:m=1,__proto__=2', 'rule sam has no option __proto__'],
    [decodeRule, 'sam:0.1,rho=0.2', 'sam: rho is given twice, as "0.1" and by name'],
    [decodeRule, 'sgd:0.1', 'rule sgd has no option 0.1'],
    [decodeRule, { kind: 'sam', m: [1] }, 'rule sam: option m must be "batch" or a whole number from 1'],
    [decodeLoss, 'forwardCorrection', 'loss forwardCorrection: option rate is missing'],
    [
      decodeLoss,
      'generalisedCrossEntropy:0',
      'loss generalisedCrossEntropy: option q must be above 0, not 0',
    ],
    [
      decodeLoss,
      'symmetricCrossEntropy:logZero=0',
      'loss symmetricCrossEntropy: option logZero must be below 0, not 0',
    ],
    [decodeNoiseSpec, 'symmetric', 'noise symmetric: option rate is missing'],
    [decodeNoiseSpec, 'symmetric:1.5', 'noise symmetric: option rate must be at most 1, not 1.5'],
    [
      decodeNoiseSpec,
      'symmetric:inclusive',
      'noise symmetric: option rate must be a number, not "inclusive"',
    ],
    [
      decodeNoiseSpec,
      'symmetric:0.3,inclusive=maybe',
      'noise symmetric: option inclusive must be true or false, not "maybe"',
    ],
    [
      decodeModel,
      'mlp:hidden=abc',
      'model mlp: option hidden must be whole numbers from 1 joined by x, as 512x512, not "abc"',
    ],
    [
      decodeModel,
      'mlp:hidden=8x0',
      'model mlp: option hidden must be whole numbers from 1 joined by x, as 512x512, not 0',
    ],
    [decodeModel, { kind: 'mlp', hidden: [] }, 'model mlp: option hidden must have at least 1 entries'],
    [decodeData, 'idx', 'data set idx: option folder is missing'],
    [decodeData, 'csv:x.csv', 'data set csv: option label is missing'],
    [decodeData, 'cifar10:small', 'data set cifar10 has no option small'],
    [decodeData, 'cifar100:all', 'data set cifar100: option labels must be one of fine, coarse, not "all"'],
    [decodeData, 'images:pets,size=0', 'data set images: option size must be at least 1, not 0'],
    [decodeData, 'images:pets,testShare=1', 'data set images: option testShare must be below 1, not 1'],
    [decodeData, 'idx:', 'data set idx: option folder must be named, not ""'],
    [decodeData, 'gaussian:dimension=0', 'data set gaussian: option dimension must be at least 1, not 0'],
  ])('%#: %o is a usage error with a hint', (decode, input, message) => {
    const result = decode(input)
    expect(result).toMatchObject(E.left({ code: 'usage', message }))
    if (E.isLeft(result) && !message.includes('twice')) expect(result.left.hint).toMatch(/\w/)
  })
})

it('every kind is told of in words, and every option', () => {
  for (const [what, kinds] of Object.entries(lists)) {
    for (const listed of kinds) {
      expect(listed.summary, listed.kind).toMatch(/\.$/)
      const options = optionSchemas(listed)
      for (const [name, option] of options) {
        expect(option.description, `${listed.kind}: ${name}`).toMatch(/\w/)
        expect(valuesOf(option), `${listed.kind}: ${name}`).not.toBe('any')
        // What a paper is compared by must say whose default it takes, and not twice.
        if (what === 'models' || what === 'datasets' || option.default === undefined) continue
        expect(option.source, `${listed.kind}: ${name}`).toMatch(/\w/)
        expect(option.description, `${listed.kind}: ${name}`).not.toMatch(/default/)
      }
      if (listed.first !== null) expect(options.map(([name]) => name)).toContain(listed.first)
    }
  }
})

it('every method says who thought of it, in one line of mathematics', () => {
  for (const { kind, formula, source } of [...ruleKinds, ...lossKinds]) {
    expect(formula, kind).toMatch(/^.* = .*$/)
    expect(source.paper, kind).toMatch(/^\S.*, \S/)
    expect(source.year, kind).toBeGreaterThan(1800)
    if (source.url !== undefined) expect(() => new URL(source.url ?? ''), kind).not.toThrow()
  }
})

it('a choice of types names them where a single type stands', () => {
  const sam = ruleKinds.find(({ kind }) => kind === 'sam') as RuleKind
  expect(sam.schema).toMatchObject({
    properties: {
      m: { type: ['string', 'integer'], default: 'batch', source: 'Foret et al. 2021, algorithm 1' },
      rho: { type: 'number', default: 0.05, source: 'Foret et al. 2021' },
    },
  })
  expect(Object.fromEntries(optionSchemas(sam).map(([name, option]) => [name, valuesOf(option)]))).toEqual({
    rho: 'number',
    m: 'batch or whole number',
    term: 'full, logit or jacobian',
    steps: 'whole number',
    unnormalised: 'flag',
    relative: 'flag',
    weightDecay: 'number',
    clip: 'number',
    floor: 'number',
    memoryBudget: 'whole number',
  })
})

it('a rule’s cost is what the rule itself says it is', () => {
  const cost = Object.fromEntries(
    ruleKinds.map(({ kind, gradientEvaluations }) => [kind, gradientEvaluations]),
  )
  expect(cost).toMatchObject({ sgd: 1, sam: 2, normRegularised: 1 })
})
