import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow, safetensors } from '@planish/core'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../command/testing/runCommand.ts'

const root = mkdtempSync(join(tmpdir(), 'planish-case-'))

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const mlp = { kind: 'mlp', inputShape: [2, 2], hidden: [3], classes: 2 }

const at = (name: string): string => join(root, name)

const write = {
  case: (content: unknown) => writeFileSync(at('case.json'), JSON.stringify(content)),
  tensors: (name: string, tensors: Record<string, safetensors.HostTensor>) =>
    writeFileSync(at(name), safetensors.encode(tensors)),
}

const read = (name: string) => orThrow(safetensors.decode(readFileSync(at(name))))

const float32 = (shape: number[], value = 0.5): safetensors.HostTensor => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((size, side) => size * side, 1)).fill(value),
})

const int32 = (...values: number[]): safetensors.HostTensor => ({
  dtype: 'int32',
  shape: [values.length],
  data: Int32Array.from(values),
})

const batch = { inputs: float32([3, 2, 2]), labels: int32(0, 1, 0) }

/** A case that works. */
beforeEach(async () => {
  write.case({ model: mlp, rule: { kind: 'sam', rho: 0.1, m: 2, term: 'jacobian' }, seed: 3 })
  write.tensors('batch.safetensors', batch)
  expect((await runCommand('init', root)).status).toBe(0)
})

const step = (...more: string[]) =>
  runCommand('step', root, '--out', at('direction.safetensors'), '--backend', 'cpu', ...more)

describe('init', () => {
  it('writes the documented names and shapes, the same bytes every time, others with another seed', async () => {
    const written = readFileSync(at('params.safetensors'))
    const { tensors } = read('params.safetensors')
    expect(Object.entries(tensors).map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([
      ['layers.0.bias', 'float32', [3]],
      ['layers.0.kernel', 'float32', [4, 3]],
      ['layers.1.bias', 'float32', [2]],
      ['layers.1.kernel', 'float32', [3, 2]],
    ])
    expect(await runCommand('init', root)).toMatchObject({
      status: 0,
      out: `written: ${at('params.safetensors')}\n`,
      err: '',
    })
    expect(readFileSync(at('params.safetensors'))).toEqual(written)
    write.case({ model: mlp, seed: 4 })
    const { status, out } = await runCommand('init', root, '--json')
    expect([status, JSON.parse(out)]).toEqual([0, { out: at('params.safetensors') }])
    expect(readFileSync(at('params.safetensors'))).not.toEqual(written)
  })
})

describe('step', () => {
  it('writes the direction under the parameters’ names, the loss in the metadata, and says so', async () => {
    const { status, out, err } = await step('--json')
    expect([status, err]).toEqual([0, ''])
    const { tensors, metadata } = read('direction.safetensors')
    expect(Object.keys(tensors)).toEqual(Object.keys(read('params.safetensors').tensors))
    expect(JSON.parse(out)).toEqual({
      loss: Number(metadata.loss),
      backend: 'cpu',
      out: at('direction.safetensors'),
    })
    expect((await step()).out).toBe(
      `loss ${metadata.loss} on cpu; direction written to ${at('direction.safetensors')}\n`,
    )
  })

  it('takes labels of int64, PyTorch’s own, and leaves loss and rule to be cross-entropy and SGD', async () => {
    write.case({ model: mlp, loss: { kind: 'crossEntropy' }, rule: { kind: 'sgd' } })
    await step()
    const { tensors } = read('direction.safetensors')
    write.case({ model: mlp })
    const labels: safetensors.HostTensor = { dtype: 'int64', shape: [3], data: BigInt64Array.of(0n, 1n, 0n) }
    write.tensors('batch.safetensors', { ...batch, labels })
    expect((await step()).status).toBe(0)
    expect(read('direction.safetensors').tensors).toEqual(tensors)
  })

  const params = () => read('params.safetensors').tensors

  it.each<[string, () => void, RegExp]>([
    ['no case', () => rmSync(at('case.json')), /case\.json: there is no such file/],
    ['no JSON', () => writeFileSync(at('case.json'), '{'), /case\.json is not valid JSON/],
    ['no model', () => write.case({}), /case\.json: model is missing\n {2}→ it holds \{"model"/],
    ['a field too many', () => write.case({ model: mlp, rho: 1 }), /case\.json: it has no rho/],
    ['a model without kind', () => write.case({ model: {} }), /case\.json: model\.kind is missing/],
    [
      'an unknown rule',
      () => write.case({ model: mlp, rule: { kind: 'adam' } }),
      /case\.json: unknown rule "adam"\n {2}→ known are sgd/,
    ],
    [
      'a bad option',
      () => write.case({ model: mlp, rule: { kind: 'sam', m: 0 } }),
      /case\.json: rule sam: option m must be/,
    ],
    [
      'a model without shape',
      () => write.case({ model: { kind: 'mlp', classes: 2 } }),
      /case\.json: model mlp: inputShape is missing\n {2}→ both/,
    ],
    ['a bad seed', () => write.case({ model: mlp, seed: -1 }), /case\.json: seed must be at least 0, not -1/],
    ['no parameters', () => rmSync(at('params.safetensors')), /params\.safetensors: there is no such file/],
    [
      'parameters of another model',
      () => write.case({ model: { ...mlp, hidden: [4] } }),
      /params\.safetensors: .*layers\.0\.bias.*\[4\].*\[3\]/,
    ],
    [
      'a parameter that is missing',
      () => {
        const { 'layers.1.bias': bias, ...others } = params()
        write.tensors('params.safetensors', others)
      },
      /params\.safetensors: .*layers\.1\.bias/,
    ],
    [
      'a parameter too many',
      () => write.tensors('params.safetensors', { ...params(), 'layers.2.bias': float32([1]) }),
      /params\.safetensors: .*layers\.2\.bias/,
    ],
    ['no batch', () => rmSync(at('batch.safetensors')), /batch\.safetensors: there is no such file/],
    [
      'a batch cut short',
      () => writeFileSync(at('batch.safetensors'), readFileSync(at('batch.safetensors')).subarray(0, -5)),
      /batch\.safetensors: .*ends at byte/,
    ],
    [
      'no labels',
      () => write.tensors('batch.safetensors', { inputs: batch.inputs }),
      /batch\.safetensors: it lacks inputs or labels\n {2}→ it holds inputs, float32/,
    ],
    [
      'a tensor too many',
      () => write.tensors('batch.safetensors', { ...batch, weights: float32([3]) }),
      /unknown tensor "weights"/,
    ],
    [
      'inputs of integers',
      () => write.tensors('batch.safetensors', { ...batch, inputs: int32(1, 2, 3) }),
      /inputs are int32, not float32/,
    ],
    [
      'labels of floats',
      () => write.tensors('batch.safetensors', { ...batch, labels: float32([3], 1) }),
      /labels are float32, not int32/,
    ],
    [
      'fewer labels than inputs',
      () => write.tensors('batch.safetensors', { ...batch, labels: int32(0, 1) }),
      /labels of shape \[2\] do not fit inputs of shape \[3, 2, 2\]/,
    ],
    [
      'inputs of another shape, though as many numbers',
      () => write.tensors('batch.safetensors', { inputs: float32([6, 2]), labels: int32(0, 1, 0, 1, 0, 1) }),
      /an input of shape \[2\] is not the model’s of 4 values/,
    ],
    [
      'a label out of range',
      () => write.tensors('batch.safetensors', { ...batch, labels: int32(0, 2, 0) }),
      /label 2 is not in \[0, 2\)/,
    ],
    [
      'an empty batch',
      () => write.tensors('batch.safetensors', { inputs: float32([0, 4]), labels: int32() }),
      /inputs of shape \[0, 4\] hold no example/,
    ],
  ])('%s is told of, with the file', async (_, damage, message) => {
    damage()
    rmSync(at('direction.safetensors'), { force: true })
    const { status, out, err } = await step()
    expect(err).toMatch(message)
    expect(err).toMatch(/^planish: .*\n( {2}→ .*\n)?$/)
    expect([status, out]).toEqual([1, ''])
    expect(() => readFileSync(at('direction.safetensors'))).toThrow('ENOENT')
  })

  it('an output that can’t be written is told of', async () => {
    const { status, err } = await runCommand('step', root, '--out', at('nowhere/x'), '--backend', 'cpu')
    expect([status, err]).toEqual([
      1,
      `planish: ${at('nowhere/x')}: there is no such file or folder\n  → check the path\n`,
    ])
  })
})
