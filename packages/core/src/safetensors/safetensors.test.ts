import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { PlanishError } from '../errors.ts'
import { duplicateKey } from './duplicateKey.ts'
import type { HostTensor } from './index.ts'
import { decode, encode } from './index.ts'
import { EVERY_TYPE, PARAMETERS } from './pythonFiles.fixture.ts'

const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), character => character.charCodeAt(0))

const decoded = (bytes: Uint8Array) => {
  const result = decode(bytes)
  if (E.isLeft(result)) throw result.left
  return result.right
}

/** A file with any header and data, right or wrong. */
function file(header: string | Uint8Array, data: ArrayLike<number> = [], length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

const parameters: Record<string, HostTensor> = {
  'layers.0.kernel': { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  'layers.1.bias': { dtype: 'float32', shape: [1], data: Float32Array.of(1.5) },
  'layers.10.bias': { dtype: 'float32', shape: [0], data: Float32Array.of() },
}

describe('files of the Python package', () => {
  test('are read, whatever their type', () => {
    const { tensors, metadata } = decoded(fromBase64(EVERY_TYPE))
    expect(metadata).toEqual({ 'made by': 'safetensors 0.8.0' })
    expect(tensors).toEqual({
      'a.f64': {
        dtype: 'float64',
        shape: [2, 2],
        data: Float64Array.of(1.5, -0, Number.POSITIVE_INFINITY, 1e-310),
      },
      'a.f32': { dtype: 'float32', shape: [3], data: Float32Array.of(1, -2.5, 3.4028235e38) },
      'a.f16': {
        dtype: 'float32',
        shape: [8],
        data: Float32Array.of(
          1,
          -0.5,
          65504,
          2 ** -24,
          Number.NEGATIVE_INFINITY,
          Number.NaN,
          -0,
          0.333251953125,
        ),
      },
      'a.bf16': { dtype: 'float32', shape: [3], data: Float32Array.of(1, -3.140625, 1.0002555517425873e30) },
      'b.i64': { dtype: 'int64', shape: [2], data: BigInt64Array.of(2n ** 53n + 1n, -1n) },
      'b.i32': { dtype: 'int32', shape: [2, 1], data: Int32Array.of(-(2 ** 31), 7) },
      'b.i16': { dtype: 'int16', shape: [1], data: Int16Array.of(-300) },
      'b.i8': { dtype: 'int8', shape: [2], data: Int8Array.of(-128, 127) },
      'b.u8': { dtype: 'uint8', shape: [1], data: Uint8Array.of(255) },
      'c.bool': { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
      'd.scalar': { dtype: 'float64', shape: [], data: Float64Array.of(0.1) },
      'd.empty': { dtype: 'float32', shape: [0, 3], data: Float32Array.of() },
    })
  })

  test('of parameters have the very bytes that we write', () => {
    expect(encode(parameters, { loss: '0.25' })).toEqual(fromBase64(PARAMETERS))
  })
})

const shapes = fc.array(fc.nat(4), { maxLength: 3 })
const bytesOf = (count: number) => fc.uint8Array({ minLength: count, maxLength: count })

/** A tensor of any type and any bits, NaNs with payloads among them. */
const hostTensors: fc.Arbitrary<HostTensor> = shapes.chain((shape): fc.Arbitrary<HostTensor> => {
  const size = shape.reduce((a, b) => a * b, 1)
  const buffer = (bytes: number) => bytesOf(size * bytes).map(array => array.slice().buffer)
  return fc.oneof(
    buffer(8).map((data): HostTensor => ({ dtype: 'float64', shape, data: new Float64Array(data) })),
    buffer(4).map((data): HostTensor => ({ dtype: 'float32', shape, data: new Float32Array(data) })),
    buffer(8).map((data): HostTensor => ({ dtype: 'int64', shape, data: new BigInt64Array(data) })),
    buffer(4).map((data): HostTensor => ({ dtype: 'int32', shape, data: new Int32Array(data) })),
    buffer(2).map((data): HostTensor => ({ dtype: 'int16', shape, data: new Int16Array(data) })),
    buffer(1).map((data): HostTensor => ({ dtype: 'int8', shape, data: new Int8Array(data) })),
    buffer(1).map((data): HostTensor => ({ dtype: 'uint8', shape, data: new Uint8Array(data) })),
    buffer(1).map(
      (data): HostTensor => ({ dtype: 'bool', shape, data: new Uint8Array(data).map(x => x & 1) }),
    ),
  )
})
const names = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', '"', '\\', '{', 'é'),
)
const files = fc.record({
  tensors: fc.dictionary(
    names.filter(name => name !== '__metadata__'),
    hostTensors,
    { maxKeys: 6 },
  ),
  metadata: fc.dictionary(names, fc.string({ unit: 'binary' }), { maxKeys: 3 }),
})

describe('encode', () => {
  test('is undone by decode, bit by bit', () => {
    fc.assert(
      fc.property(files, fc.nat(7), ({ tensors, metadata }, offset) => {
        const bytes = encode(tensors, metadata)
        const elsewhere = new Uint8Array(bytes.length + offset).subarray(offset)
        elsewhere.set(bytes)
        const back = decoded(elsewhere)
        expect(Object.entries(back.metadata).sort()).toEqual(Object.entries(metadata).sort())
        expect(Object.keys(back.tensors).sort()).toEqual(Object.keys(tensors).sort())
        for (const [name, tensor] of Object.entries(tensors)) {
          const found = back.tensors[name] as HostTensor
          expect([found.dtype, found.shape]).toEqual([tensor.dtype, tensor.shape])
          expect(new Uint8Array(found.data.buffer)).toEqual(new Uint8Array(tensor.data.buffer))
        }
      }),
    )
  })

  test('gives the same bytes whatever order the names come in, its data aligned', () => {
    fc.assert(
      fc.property(files, ({ tensors, metadata }) => {
        const bytes = encode(tensors, metadata)
        const reversed = <T>(record: Record<string, T>) =>
          Object.fromEntries(Object.entries(record).reverse())
        expect(encode(reversed(tensors), reversed(metadata))).toEqual(bytes)
        const headerLength = new DataView(bytes.buffer).getBigUint64(0, true)
        expect(headerLength % 8n).toBe(0n)
        const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + Number(headerLength))))
        for (const [name, { data }] of Object.entries(tensors)) {
          expect(header[name].data_offsets[0] % data.BYTES_PER_ELEMENT).toBe(0)
        }
      }),
    )
  })

  test('sorts names that are numbers as text, after the metadata', () => {
    const byte: HostTensor = { dtype: 'uint8', shape: [1], data: Uint8Array.of(1) }
    const text = new TextDecoder().decode(
      encode({ 2: byte, a: byte, 10: byte }, { 3: 'x', 20: 'y' }).subarray(8),
    )
    expect(text.match(/"(\w+)":/g)?.filter(key => !/dtype|shape|offsets/.test(key))).toEqual(
      ['__metadata__', '20', '3', '10', '2', 'a'].map(key => `"${key}":`),
    )
  })

  test('writes a view, not the buffer under it', () => {
    const data = Float32Array.of(1, 2, 3).subarray(1, 2)
    expect(decoded(encode({ x: { dtype: 'float32', shape: [1], data } })).tensors.x?.data).toEqual(
      Float32Array.of(2),
    )
  })

  test('refuses what it could not read back', () => {
    const scalar: HostTensor = { dtype: 'float64', shape: [], data: Float64Array.of(1) }
    const wrong: readonly Record<string, HostTensor>[] = [
      { __metadata__: scalar },
      { x: { ...scalar, shape: [2] } },
      { x: { ...scalar, shape: [-1, -1] } },
      { x: { dtype: 'bool', shape: [], data: Uint8Array.of(2) } },
    ]
    for (const tensors of wrong) expect(() => encode(tensors)).toThrow(PlanishError)
  })
})

const x = (fields: string) => `{"x":{${fields}}}`
const entry = (begin: number, end: number) =>
  `{"dtype":"U8","shape":[${end - begin}],"data_offsets":[${begin},${end}]}`

describe('decode', () => {
  test.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), '0 bytes, too few'],
    ['a file cut in the length', new Uint8Array(7), '7 bytes, too few'],
    ['a header cut short', file('{}', [], 3n), 'should have 3 bytes, but only 2 follow'],
    ['a giant header', file('{}', [], 2n ** 64n - 1n), 'should have 18446744073709551615 bytes'],
    ['another encoding', file(Uint8Array.of(0x7b, 0xff, 0x7d)), 'not UTF-8'],
    ['a byte order mark', file('\ufeff{}'), 'does not begin with {'],
    ['leading space', file(' {}'), 'does not begin with {'],
    ['an array', file('[]'), 'does not begin with {'],
    ['no header', file(''), 'does not begin with {'],
    ['bad JSON', file('{"x":}'), 'is not JSON'],
    ['zeros after the header', file('{}\0\0'), 'is not JSON'],
    ['a name twice', file(`{"x":${entry(0, 1)},"\\u0078":${entry(1, 2)}}`, [1, 2]), '"x" twice'],
    ['metadata twice', file('{"__metadata__":{},"__metadata__":{}}'), '"__metadata__" twice'],
    ['a field twice', file(x('"dtype":"U8","shape":[0],"shape":[0],"data_offsets":[0,0]')), '"shape" twice'],
    ['metadata of numbers', file('{"__metadata__":{"step":7}}'), 'metadata "step" is not a text'],
    ['metadata that are a text', file('{"__metadata__":"x"}'), 'metadata are not an object'],
    ['null for an entry', file('{"x":null}'), 'entry for "x" is not an object'],
    [
      'an unknown type',
      file(x('"dtype":"F8","shape":[],"data_offsets":[0,1]'), [0]),
      'type "F8", not one of F64',
    ],
    ['no type', file(x('"shape":[],"data_offsets":[0,1]'), [0]), '"x" has type undefined'],
    ['a negative length', file(x('"dtype":"U8","shape":[-1],"data_offsets":[0,1]'), [0]), 'shape [-1]'],
    ['half a length', file(x('"dtype":"U8","shape":[0.5],"data_offsets":[0,1]'), [0]), 'shape [0.5]'],
    [
      'a shape beyond counting',
      file(x('"dtype":"U8","shape":[1e300,1e300],"data_offsets":[0,1]'), [0]),
      'shape',
    ],
    [
      'a product beyond counting',
      file(x('"dtype":"U8","shape":[9e15,9e15],"data_offsets":[0,1]'), [0]),
      'needs',
    ],
    ['no shape', file(x('"dtype":"U8","data_offsets":[0,1]'), [0]), 'shape undefined'],
    ['three offsets', file(x('"dtype":"U8","shape":[1],"data_offsets":[0,1,2]'), [0]), 'offsets [0,1,2]'],
    ['offsets turned round', file(x('"dtype":"U8","shape":[1],"data_offsets":[1,0]'), [0]), 'give -1'],
    [
      'size against shape',
      file(x('"dtype":"F32","shape":[2],"data_offsets":[0,4]'), [0, 0, 0, 0]),
      'needs 8 bytes',
    ],
    [
      'an end beyond the file',
      file(`{"x":${entry(0, 3)}}`, [1, 2]),
      '"x" ends at byte 3, but the file has 2',
    ],
    [
      'an overlap',
      file(`{"x":${entry(0, 2)},"y":${entry(1, 3)}}`, [1, 2, 3]),
      '"y" begins at byte 1, inside',
    ],
    [
      'one range twice',
      file(`{"x":${entry(0, 2)},"y":${entry(0, 2)}}`, [1, 2]),
      '"y" begins at byte 0, inside',
    ],
    ['a hole', file(`{"x":${entry(0, 1)},"y":${entry(2, 3)}}`, [1, 2, 3]), 'bytes 1 to 2, before "y"'],
    ['a hole at the start', file(`{"x":${entry(1, 2)}}`, [1, 2]), 'bytes 0 to 1, before "x"'],
    ['bytes left over', file(`{"x":${entry(0, 1)}}`, [1, 2]), 'last 1 bytes belong to no tensor'],
    ['a bool of 7', file(x('"dtype":"BOOL","shape":[1],"data_offsets":[0,1]'), [7]), '"x" is BOOL but holds'],
  ])('%s is a format error that says so', (_, bytes, message) => {
    const result = decode(bytes)
    if (E.isRight(result)) throw new Error('it was read')
    expect(result.left).toBeInstanceOf(PlanishError)
    expect(result.left.code).toBe('format')
    expect(result.left.message).toContain(message)
  })

  test('accepts tensors in any order, padding of spaces, and nothing at all', () => {
    const { tensors } = decoded(file(`{"y":${entry(1, 3)},"x":${entry(0, 1)}}   `, [1, 2, 3]))
    expect([tensors.x?.data, tensors.y?.data]).toEqual([Uint8Array.of(1), Uint8Array.of(2, 3)])
    expect(decoded(file('{}'))).toEqual({ tensors: {}, metadata: {} })
  })

  test('gives copies', () => {
    const bytes = file(`{"x":${entry(0, 1)}}`, [1])
    const { tensors } = decoded(bytes)
    bytes.fill(9)
    expect(tensors.x?.data).toEqual(Uint8Array.of(1))
  })

  const isEither = (bytes: Uint8Array) => {
    const result = decode(bytes)
    expect(E.isRight(result) || (result.left instanceof PlanishError && result.left.code === 'format')).toBe(
      true,
    )
  }

  test('never throws on noise, or on JSON of any kind', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), isEither))
    fc.assert(
      fc.property(fc.json(), fc.uint8Array({ maxLength: 9 }), (json, data) => isEither(file(json, data))),
    )
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom('U8', 'F32', [2], [0, 2], [0, 8]))
    const almost = fc.record({ dtype: field, shape: field, data_offsets: field })
    fc.assert(
      fc.property(fc.dictionary(names, almost), fc.uint8Array({ maxLength: 9 }), (header, data) =>
        isEither(file(JSON.stringify(header), data)),
      ),
    )
    isEither(file('['.repeat(1e6)))
    isEither(file(`{"__metadata__":{"x":"${'\\"'.repeat(1e6)}"}}`))
  })

  test('never throws on a file with one byte changed, or cut short', () => {
    const python = fromBase64(EVERY_TYPE)
    fc.assert(
      fc.property(fc.nat(python.length - 1), fc.nat(255), (place, byte) => {
        isEither(python.with(place, byte))
        expect(E.isLeft(decode(python.subarray(0, place)))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

test('duplicateKey agrees with what JSON.parse keeps', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.jsonValue())), pairs => {
      const json = `{${pairs.map(([key, value]) => `${JSON.stringify(key)} : ${JSON.stringify(value)}`).join(',')}}`
      const isDuplicate = Object.keys(JSON.parse(json)).length < pairs.length
      expect(duplicateKey(json) !== undefined).toBe(isDuplicate)
    }),
  )
})
