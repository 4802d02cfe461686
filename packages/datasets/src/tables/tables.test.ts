import { orThrow, PlanishError, random, safetensors } from '@planish/core'
import { gzipSync } from 'fflate'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../test/base64.ts'
import { leftOf } from '../../test/either.ts'
import { survive } from '../../test/mutate.ts'
import { checkDataset, type Dataset, type Split } from '../dataset.ts'
import golden from './pyarrow.golden.json' with { type: 'json' }
import { type CsvOptions, readCsv } from './readCsv.ts'
import { readParquet } from './readParquet.ts'
import { readSafetensors, type SafetensorsOptions } from './readSafetensors.ts'
import type { TableOptions } from './tableOptions.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const all = { label: 'kind', testShare: 0 }

function expectInputs(
  { inputs, inputShape, labels, classNames }: Dataset,
  rows: readonly (readonly number[])[],
) {
  expect(inputShape).toEqual([rows[0]?.length])
  expect([...labels]).toEqual(golden.labels)
  expect(classNames).toEqual(golden.classNames)
  const expected = rows.flat()
  expect(inputs.length).toBe(expected.length)
  for (const [at, value] of expected.entries())
    expect(Math.abs((inputs[at] as number) - value)).toBeLessThan(2e-6)
}

/** A damaged table may well be one of other columns, or of none that is wanted: a `usage` error then. */
const format = (result: E.Either<PlanishError, Split>): E.Either<PlanishError, Split> =>
  E.mapLeft((error: PlanishError) =>
    error.code === 'usage' ? new PlanishError('format', error.message) : error,
  )(result)

function sane({ train, test }: Split): void {
  for (const half of [train, test]) {
    orThrow(checkDataset(half))
    expect(half.inputs.every(Number.isFinite)).toBe(true)
    expect(half.inputs.length).toBeLessThan(2 ** 20)
  }
}

describe('readCsv', () => {
  it.each(Object.entries(golden.csv))("reads %s's CSV as pandas does", async (writer, text) => {
    const delimiter = writer === 'semicolons' ? ';' : ','
    for (const file of [utf8(text), gzipSync(utf8(text))]) {
      const { train, test } = orThrow(await readCsv(file, { ...all, delimiter })())
      expectInputs(train, golden.inputsOfCsv)
      expect([test.labels.length, test.inputShape]).toEqual([0, train.inputShape])
    }
  })

  const read = async (text: string, options: Partial<CsvOptions> = {}) =>
    readCsv(utf8(text), { label: 'y', testShare: 0, ...options })()

  it('takes the columns asked for, in that order, and numbers as categories', async () => {
    const options = { ...all, columns: ['level', 'length'], categorical: ['level'] }
    const file = utf8(golden.csv.pandas)
    expectInputs(orThrow(await readCsv(file, options)()).train, golden.someColumns)
    const raw = orThrow(await readCsv(file, { ...all, columns: ['count'], standardise: false })()).train
    expect(raw.inputs.every(Number.isInteger)).toBe(true)
  })

  it('standardises by the training rows alone, and splits each class alike', async () => {
    const text = `x,y\n${Array.from({ length: 100 }, (_, i) => `${i},${i % 4 === 0 ? 'b' : 'a'}`).join('\n')}`
    const { train, test } = orThrow(await read(text, { testShare: 0.2, key: random.key(3) }))
    expect([train.labels.length, test.labels.length]).toEqual([80, 20])
    expect(test.labels.reduce((sum, label) => sum + label, 0)).toBe(5)
    const [sum, squares] = (train.inputs as Float32Array).reduce(
      ([total, square], x) => [total + x, square + x * x] as [number, number],
      [0, 0] as [number, number],
    )
    expect(sum).toBeCloseTo(0, 4)
    expect(squares / 80).toBeCloseTo(1, 4)
    expect(Math.abs([...test.inputs].reduce((a, b) => a + b, 0))).toBeGreaterThan(1e-3)
  })

  it('has classes of numbers in their order, and constants as 0', async () => {
    const { train } = orThrow(await read('x,y\n0.1,10\n0.1,9\n0.1,10\n'))
    expect(train.classNames).toEqual(['9', '10'])
    expect([...train.labels]).toEqual([1, 0, 1])
    expect([...train.inputs].every(value => Math.abs(value) < 1e-9)).toBe(true)
  })

  it.each<[string, string, Partial<CsvOptions>, string, string]>([
    ['an empty file', '', {}, 'format', 'CSV: it is empty'],
    ['a header alone', 'x,y\n', {}, 'format', 'it has no rows'],
    ['a missing field', 'x,y\n1,a\n,b\n', {}, 'format', 'row 2 has no value in the column "x"'],
    ['NA among numbers', 'x,y\n1,a\n2,b\nNA,b\n', {}, 'format', 'row 3 has no value in the column "x"'],
    ['a missing label', 'x,y\n1,a\n2,\n', {}, 'format', 'row 2 has no value in the column "y"'],
    ['an absurd number', 'x,y\n1e999,a\n', {}, 'format', 'row 1 has Infinity in the column "x"'],
    ['what float32 has not', 'x,y\n1e39,a\n', { standardise: false }, 'format', "that float32 can't hold"],
    ['a short row', 'x,y\n1,a\n2\n', {}, 'format', 'row 2 has 1 fields, the header 2'],
    ['a long row', 'x,y\n1,a,3\n', {}, 'format', 'row 1 has 3 fields, the header 2'],
    ['an open quotation', 'x,y\n1,"a\n2,b\n', {}, 'format', 'row 1: Quoted field unterminated'],
    ['a column without a name', ',x,y\n0,1,a\n', {}, 'format', 'column 1 has no name'],
    ['a name twice', 'x,x,y\n0,1,a\n', {}, 'format', 'the column "x" comes twice'],
    ['a label that is not there', 'x,z\n0,1\n', {}, 'usage', 'there is no column "y"'],
    ['a column that is not there', 'x,y\n0,1\n', { columns: ['z'] }, 'usage', 'there is no column "z"'],
    ['a column twice', 'x,y\n0,1\n', { columns: ['x', 'x'] }, 'usage', 'columns names a column twice'],
    [
      'the label as an input',
      'x,y\n0,1\n',
      { columns: ['y'] },
      'usage',
      `the label "y" can't be an input too`,
    ],
    [
      'a stray category',
      'x,y\n0,1\n',
      { categorical: ['z'] },
      'usage',
      'categorical names "z", which is no input',
    ],
    ['a quantity to predict', 'x,y\n0,1.5\n', {}, 'usage', 'the label "y" is 1.5 in some row'],
    ['a share of all', 'x,y\n0,1\n', { testShare: 1 }, 'usage', 'testShare must be in [0, 1), not 1'],
    [
      'a delimiter of two',
      'x,y\n0,1\n',
      { delimiter: '::' },
      'usage',
      'delimiter must be one character, not "::"',
    ],
    ['the label alone', 'y\n1\n', {}, 'usage', 'it has no column beside the label'],
  ])('refuses %s', async (_, text, options, code, message) => {
    const error = leftOf(await read(text, options))
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
  })

  it('refuses names as a category', async () => {
    const text = `x,y\n${Array.from({ length: 1500 }, (_, index) => `name${index},a`).join('\n')}`
    const error = leftOf(await read(text))
    expect([error.code, error.message]).toEqual([
      'usage',
      'CSV: the column "x" has 1500 different values (name0, name1, name10, …), the limit is 1000',
    ])
  })

  it('refuses what is not UTF-8', async () => {
    const error = leftOf(await readCsv(Uint8Array.of(0x78, 0x2c, 0xff, 0x0a), all)())
    expect(error.message).toBe('CSV: it is not UTF-8 text')
  })

  it('survives 2,000 damaged files', async () => {
    const found = await survive(
      utf8(golden.csv.pandas),
      async file => format(await readCsv(file, { label: 'kind' })()),
      sane,
    )
    expect(Math.min(found.read, found.refused)).toBeGreaterThan(100)
  })
})

describe('readParquet', () => {
  const { textDelta, ...readable } = golden.parquet
  it.each(Object.entries(readable))("reads pyarrow's file: %s", async (_, file) => {
    expectInputs(orThrow(await readParquet(bytesOf(file), all)()).train, golden.inputsOfParquet)
  })

  it('reads a view into a larger buffer, and columns alone', async () => {
    const file = bytesOf(golden.parquet.default)
    const buffer = new Uint8Array(file.length + 7)
    buffer.set(file, 3)
    const options = { ...all, columns: ['level', 'length'], categorical: ['level'] }
    const view = buffer.subarray(3, 3 + file.length)
    expectInputs(orThrow(await readParquet(view, options)()).train, golden.someColumns)
  })

  const others = bytesOf(golden.others)
  it('reads other types as numbers and text', async () => {
    const columns = ['uint64', 'half', 'decimal', 'dictionary']
    const options = { label: 'label', columns, standardise: false, testShare: 0 }
    const { train } = orThrow(await readParquet(others, options)())
    expect([...train.inputs]).toEqual(
      [
        [1, 0.5, 1, 1, 0, 0],
        [2 ** 53, 1.5, 2, 0, 1, 0],
        [3, -2, 3, 1, 0, 0],
        [4, 0, 4, 0, 0, 1],
      ].flat(),
    )
    expect([...train.labels]).toEqual([1, 0, 1, 0])
  })

  it.each<[string, Uint8Array, Partial<TableOptions>, string, string]>([
    [
      'a missing value',
      others,
      { columns: ['missing'] },
      'format',
      'row 2 has no value in the column "missing"',
    ],
    ['lists', others, { columns: ['list'] }, 'usage', 'the column "list" holds lists or structures'],
    [
      'structures',
      others,
      { columns: ['structure'] },
      'usage',
      'the column "structure" holds lists or structures',
    ],
    ['times', others, { columns: ['time'] }, 'usage', 'the column "time" holds times'],
    ['bytes', others, { columns: ['binary'] }, 'usage', 'holds values that are neither numbers nor text'],
    ['a column that is not there', others, { columns: ['none'] }, 'usage', 'there is no column "none"'],
    ['lists among all columns', others, {}, 'usage', 'the column "list" holds lists or structures'],
    ['a file cut off', others.subarray(0, -1), {}, 'format', 'it does not end with PAR1'],
    ['an empty file', new Uint8Array(0), {}, 'format', 'it does not end with PAR1'],
    [
      'prefixes of text',
      bytesOf(textDelta),
      { label: 'kind' },
      'format',
      'encoded as DELTA_BYTE_ARRAY, which is not read',
    ],
  ])('refuses %s', async (_, file, options, code, message) => {
    const error = leftOf(await readParquet(file, { label: 'label', ...options })())
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
  })

  it('survives 2,000 damaged files', async () => {
    let accepted = 0
    for (const name of ['version1', 'default', 'pages2', 'groups', 'delta'] as const) {
      const { read } = await survive(
        bytesOf(golden.parquet[name]),
        async file => format(await readParquet(file, { label: 'kind' })()),
        sane,
        400,
      )
      accepted += read
    }
    expect(accepted).toBeGreaterThan(100)
    expect(accepted).toBeLessThan(1900)
  })
})

describe('readSafetensors', () => {
  const file = bytesOf(golden.safetensors)
  it("reads what Python's package wrote", () => {
    const { train, test } = orThrow(readSafetensors(file, { testShare: 0.25, classNames: ['a', 'b', 'c'] }))
    expect(train).toMatchObject({
      name: 'safetensors',
      inputShape: [2, 3],
      classes: 3,
      classNames: ['a', 'b', 'c'],
    })
    expect([...train.labels].sort()).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
    expect([...test.labels].sort()).toEqual([0, 1, 2])
    const { inputs, labels } = orThrow(safetensors.decode(file)).tensors
    const whole = orThrow(readSafetensors(file, { testShare: 0 })).train
    expect(whole.inputs).toEqual(inputs?.data)
    expect(whole.labels).toEqual(labels?.data)
  })

  const encode = (inputs: safetensors.HostTensor, labels: safetensors.HostTensor) =>
    safetensors.encode({ inputs, labels })
  const floats = (shape: number[], ...data: number[]): safetensors.HostTensor => ({
    dtype: 'float32',
    shape,
    data: Float32Array.from(data),
  })
  const ints = (...data: number[]): safetensors.HostTensor => ({
    dtype: 'int32',
    shape: [data.length],
    data: Int32Array.from(data),
  })

  it('keeps bytes, takes int64, and scales bytes by the training mean', () => {
    const bytes: safetensors.HostTensor = { dtype: 'uint8', shape: [2, 1], data: Uint8Array.of(51, 255) }
    const long: safetensors.HostTensor = { dtype: 'int64', shape: [2], data: BigInt64Array.of(1n, 0n) }
    const { train } = orThrow(readSafetensors(encode(bytes, long), { testShare: 0, classes: 5 }))
    expect(train).toMatchObject({ inputs: bytes.data, classes: 5, scale: { divide: 255, mean: 0.6 } })
    expect(train.labels).toEqual(Int32Array.of(1, 0))
  })

  it.each<[string, Uint8Array, SafetensorsOptions, string, string]>([
    ['no inputs', safetensors.encode({ x: ints(1) }), {}, 'format', 'it has no tensor "inputs", only x'],
    ['other counts', encode(floats([2, 1], 1, 2), ints(0)), {}, 'format', '2 inputs, 1 labels'],
    ['no examples', encode(floats([0, 1]), ints()), {}, 'format', 'it has no examples'],
    ['inputs of one number', encode(floats([1], 1), ints(0)), {}, 'format', '"inputs" has shape [1]'],
    [
      'what is no number',
      encode(floats([1, 1], Number.NaN), ints(0)),
      {},
      'format',
      'value 0 of "inputs" is NaN',
    ],
    [
      'labels of floats',
      encode(floats([1, 1], 1), floats([1], 0)),
      {},
      'format',
      '"labels" is float32 of shape [1]',
    ],
    ['a label below 0', encode(floats([1, 1], 1), ints(-1)), {}, 'format', 'label 0 is -1'],
    [
      'a label out of range',
      encode(floats([1, 1], 1), ints(3)),
      { classes: 3 },
      'format',
      'label 3 of example 0',
    ],
    [
      'a label of millions',
      encode(floats([1, 1], 1), ints(2 ** 30)),
      {},
      'format',
      'classes, the limit is 65536',
    ],
    ['a share of all', file, { testShare: 1 }, 'usage', 'testShare must be in [0, 1), not 1'],
    ['another file', utf8('x,y\n1,2\n'), {}, 'format', 'not a safetensors file'],
  ])('refuses %s', (_, bytes, options, code, message) => {
    const error = leftOf(readSafetensors(bytes, options))
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
  })

  it('survives 2,000 damaged files', async () => {
    const found = await survive(file, async bytes => readSafetensors(bytes), sane)
    expect(Math.min(found.read, found.refused)).toBeGreaterThan(100)
  })
})

it('labels that JavaScript’s numbers would merge are refused', async () => {
  const csv = new TextEncoder().encode('x,y\n1,9007199254740993\n2,9007199254740992\n3,1\n4,1\n')
  expect(leftOf(await readCsv(csv, { label: 'y', testShare: 0.5 })()).message).toContain(
    'the label "y" is 9007199254740992 in some row',
  )
})
