import { describe, expect, it } from 'vitest'
import { shortNames } from './names.ts'
import { paperRule } from './paperRule.ts'

describe('paperRule', () => {
  it.each([
    ['sgd', 'sgd'],
    ['normRegularised', 'normRegularised'],
    ['normRegularised:gammaZ=0.03,gammaV=0.1', 'normRegularised'],
    ['sam:rho=0.03,m=1', 'oneSam'],
    ['sam:0.03,m=1', 'oneSam'],
    ['sam:m=1,term=full', 'oneSam'],
    ['sam:rho=0.03,m=1,term=logit', 'lSam'],
    ['sam:rho=0.03,term=jacobian,m=1', 'jSam'],
    ['sam:rho=0.1', null],
    ['sam:rho=0.1,m=batch', null],
    ['sam:rho=0.03,m=16', null],
    ['sam:rho=0.03,term=jacobian', null],
    ['sam:rho=0.03,m=1,term=other', null],
    ['gsam:rho=0.03,m=1', null],
    ['', null],
    ['sam:rho=1,rho=2', null],
  ])('of "%s" is %s', (specification, expected) => {
    expect(paperRule(specification)).toBe(expected)
  })
})

describe('shortNames', () => {
  const namesOf = (...labels: readonly string[]): readonly string[] =>
    shortNames(labels.map((label, index) => ({ rule: `r${index}`, label })))

  it('drops parameters where a name is enough', () => {
    expect(namesOf('SGD', '1-SAM (ρ = 0.03)')).toEqual(['SGD', '1-SAM'])
  })

  it('keeps them where it is not', () => {
    expect(namesOf('SGD', '1-SAM (ρ = 0.03)', '1-SAM (ρ = 0.1)')).toEqual([
      'SGD',
      '1-SAM (ρ = 0.03)',
      '1-SAM (ρ = 0.1)',
    ])
  })

  it('numbers rows of one label', () => {
    expect(namesOf('SGD', 'Norm-regularised', 'Norm-regularised')).toEqual([
      'SGD',
      'Norm-regularised #2',
      'Norm-regularised #3',
    ])
  })

  it('leaves a label that is nothing but parameters', () => {
    expect(namesOf('(x)')).toEqual(['(x)'])
  })
})
