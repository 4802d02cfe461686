import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { orThrow, PlanishError, toPlanishError } from './errors.ts'

describe('PlanishError', () => {
  it('is an Error with a code, a hint and a name', () => {
    const error = new PlanishError('usage', 'unknown rule "sma"', 'did you mean "sam"?')
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'PlanishError',
      code: 'usage',
      message: 'unknown rule "sma"',
      hint: 'did you mean "sam"?',
    })
    expect(String(error)).toBe('PlanishError: unknown rule "sma"')
    expect(new PlanishError('io', 'gone').hint).toBeUndefined()
  })
})

describe('toPlanishError', () => {
  it('keeps what was thrown as the cause', () => {
    const cause = new RangeError('disk full')
    const error = toPlanishError('io', 'writing the checkpoint', 'free some space')(cause)
    expect(error).toMatchObject({
      code: 'io',
      message: 'writing the checkpoint: disk full',
      hint: 'free some space',
    })
    expect(error.cause).toBe(cause)
  })

  it('takes whatever can be thrown', () => {
    expect(toPlanishError('format')('text').message).toBe('text')
    expect(toPlanishError('format')(undefined).message).toBe('undefined')
    expect(toPlanishError('format', 'reading')(null).message).toBe('reading: null')
  })

  it('passes a PlanishError unchanged', () => {
    const error = new PlanishError('tree', 'trees differ')
    expect(toPlanishError('io', 'reading', 'try again')(error)).toBe(error)
  })
})

describe('orThrow', () => {
  it('gives the value of a right and throws the error of a left', () => {
    expect(orThrow(E.right(3))).toBe(3)
    expect(orThrow(E.right(undefined))).toBeUndefined()
    const error = new PlanishError('usage', 'no')
    let thrown: unknown
    try {
      orThrow(E.left(error))
    } catch (caught) {
      thrown = caught
    }
    expect(thrown).toBe(error)
  })
})
