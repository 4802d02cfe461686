import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { parseSpec } from './parse.ts'

const word = fc.stringMatching(/^[A-Za-z][\w.]{0,8}$/)
const value = fc.stringMatching(/^[\w./ -]{0,12}$/).map(text => text.trim())

it('reads back what is written', () => {
  fc.assert(
    fc.property(
      word,
      fc.option(
        value.filter(text => text !== ''),
        { nil: undefined },
      ),
      fc.dictionary(word, fc.oneof(value, fc.constant(true as const))),
      (kind, first, options) => {
        const parts = Object.entries(options).map(([name, text]) =>
          text === true ? name : `${name}=${text}`,
        )
        // Without a first value a flag must not come first: it would be taken for one.
        fc.pre(first !== undefined || parts[0] === undefined || parts[0].includes('='))
        const rest = [...(first === undefined ? [] : [first]), ...parts].join(',')
        expect(parseSpec(rest === '' ? kind : `${kind}:${rest}`)).toEqual(E.right({ kind, first, options }))
      },
    ),
  )
})

it('never throws, and complains about usage', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const result = parseSpec(text)
      if (E.isLeft(result)) expect(result.left).toMatchObject({ code: 'usage', hint: expect.any(String) })
    }),
  )
})

it.each([
  ['', 'names no kind'],
  [':0.3', 'names no kind'],
  ['sam:,m=1', 'has an empty option'],
  ['sam:=1', 'has an empty option'],
  ['sam:m=1,m=2', 'gives m twice'],
  ['sam:m=1,m', 'gives m twice'],
])('of "%s": %s', (text, complaint) => {
  expect(parseSpec(text)).toMatchObject(E.left({ message: `"${text}" ${complaint}` }))
})
