import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { survive } from '../../test/mutate.ts'
import golden from './python.golden.json' with { type: 'json' }
import { readTorchFile } from './readTorchFile.ts'
import { unpickle } from './unpickle.ts'
import { isPickledArray, type PickleValue } from './values.ts'

/** The value as the script that wrote it describes it. */
function described(value: PickleValue): unknown {
  if (isPickledArray(value)) {
    const whole = /int/.test(value.dtype)
    return {
      array: value.dtype,
      shape: value.shape,
      values: Array.from<number | bigint, unknown>(value.data, item => (whole ? `${item}` : Number(item))),
    }
  }
  if (value instanceof Uint8Array) return { bytes: [...value] }
  if (value instanceof Map) return { map: [...value].map(pair => pair.map(described)) }
  if (Array.isArray(value)) return value.map(described)
  if (typeof value === 'bigint') return { int: `${value}` }
  return value
}

/** Python's numbers, which are whole or not by type, as JavaScript's. */
function asNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asNumbers)
  if (typeof value !== 'object' || value === null) return value
  if ('float' in value) return Number(`${value.float}`.replace('inf', 'Infinity'))
  if ('int' in value) return Number.isSafeInteger(Number(value.int)) ? Number(value.int) : value
  if ('map' in value) return { map: asNumbers(value.map) }
  return value
}

/** How much the arrays and bytes in a value hold in all. */
function weight(value: PickleValue, seen = new Set<unknown>()): number {
  if (typeof value !== 'object' || value === null || seen.has(value)) return 1
  seen.add(value)
  if (isPickledArray(value)) return value.data.byteLength
  if (value instanceof Uint8Array) return value.length
  return [...(value as Iterable<PickleValue>)].reduce<number>((sum, item) => sum + weight(item, seen), 0)
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'))

describe('unpickle', () => {
  it.each([0, 1, 2, 3, 4, 5])('reads what Python and NumPy write in protocol %i', protocol => {
    const value = orThrow(unpickle(fixture(`pickle/protocol${protocol}.pkl`)))
    expect(described(value)).toEqual(asNumbers(golden.pickle))
  })

  it('keeps what is shared', () => {
    const value = orThrow(unpickle(fixture('pickle/protocol4.pkl'))) as Map<string, readonly unknown[]>
    const shared = value.get('shared')
    expect(shared?.[0]).toBe(shared?.[1])
  })

  it.each(Object.entries(golden.refused))('refuses %s', (_, base64) => {
    const error = leftOf(unpickle(bytesOf(base64)))
    expect(error.code).toBe('format')
    expect(error.message).toMatch(/^pickle: /)
  })

  it('names what it refuses to be', () => {
    expect(leftOf(unpickle(bytesOf(golden.refused['os.system']))).message).toBe(
      'pickle: it wants "posix.system", which is not needed for data',
    )
  })

  it('reads the texts of Python 2 as bytes, and as keys as text', () => {
    const value = orThrow(unpickle(new TextEncoder().encode("(dp0\nS'a\\xe9\\n'\np1\nS'it\\'s'\np2\ns.")))
    expect(value).toEqual(new Map([['a\u00e9\n', new TextEncoder().encode("it's")]]))
  })

  it('refuses a memo bomb: small bytes that make many arrays', () => {
    const array = (n: number): string =>
      `cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I${n}\ntg1\nI00\ng0\ntb`
    const text = (n: number, times: number): Uint8Array => {
      const start = `S'${'x'.repeat(n)}'\np0\n0cnumpy\ndtype\n(S'u1'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI0\ntbp1\n0(l`
      return new TextEncoder().encode(`${start}${`${array(n)}a`.repeat(times)}.`)
    }
    expect(described(orThrow(unpickle(text(3, 2))))).toHaveLength(2)
    expect(leftOf(unpickle(text(200_000, 1000))).message).toMatch(/grow beyond 64 times/)
  })

  it.each([0, 2, 5])('survives 2,000 damaged pickles of protocol %i', async protocol => {
    const bytes = fixture(`pickle/protocol${protocol}.pkl`)
    const { refused } = await survive(bytes, unpickle, value =>
      expect(weight(value)).toBeLessThanOrEqual(64 * 2 * bytes.length + 65536),
    )
    expect(refused).toBeGreaterThan(500)
  })
})

describe('readTorchFile', () => {
  it('reads what PyTorch saves: tensors whole, turned and in part, and arrays', () => {
    expect(described(orThrow(readTorchFile(fixture('pickle/tensors.pt'))))).toEqual(asNumbers(golden.tensors))
  })

  it('refuses a ZIP archive of something else', () => {
    expect(leftOf(readTorchFile(fixture('archives/plain.zip'))).message).toBe('pickle: 0 files data.pkl')
  })

  it('survives 2,000 damaged files', async () => {
    const bytes = fixture('pickle/tensors.pt')
    const { refused } = await survive(
      bytes,
      file => readTorchFile(file, { limit: 1_000_000 }),
      value => expect(weight(value)).toBeLessThanOrEqual(128 * bytes.length + 65536),
    )
    expect(refused).toBeGreaterThan(300)
  })
})

it('an OrderedDict made again and again from one list of pairs is refused before it fills the memory', () => {
  const ascii = (text: string): number[] => [...text].map(character => character.charCodeAt(0))
  const pairs = Array.from({ length: 250 }, (_, i) => [0x4b, i, 0x4b, 1, 0x86]).flat() // BININT1 i, BININT1 1, TUPLE2
  const list = [0x5d, 0x28, ...pairs, 0x65, 0x85, 0x71, 1, 0x30] // [pairs], in a tuple, remembered as 1
  const again = Array.from({ length: 20_000 }, () => [0x68, 0, 0x68, 1, 0x52]).flat() // memo 0, memo 1, REDUCE
  const global = [...ascii('ccollections\nOrderedDict\n'), 0x71, 0, 0x30]
  const bomb = Uint8Array.from([0x80, 2, ...global, ...list, 0x28, ...again, 0x74, 0x2e])
  expect(leftOf(unpickle(bomb)).message).toContain('that grow beyond 64 times as many')
})
