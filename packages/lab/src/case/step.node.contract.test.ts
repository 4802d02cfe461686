import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow, safetensors } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import golden from './golden/cases.golden.json' with { type: 'json' }
import { stepCase } from './step.ts'

/** Of max |a − b| / max |b|; PyTorch's loop over the groups ran in float64. */
const denseTolerance = 2e-5

/** Deeper than the dense models, and with more that is rounded. */
const networks = ['cnn', 'resnet18', 'resnet20', 'vit', 'densenet']
const networkTolerance = 5e-5

const stored = join(import.meta.dirname, 'golden')

/**
 * All cases; on WebGPU, which in the tests is imitated and compiles a shader for each shape, every term and every m
 * of one model, and one case of each network.
 */
const isCompared = (model: string, name: string): boolean =>
  tf.getBackend() !== 'webgpu' || model === 'mlp' || (networks.includes(model) && name === 'sam-3-jacobian')

type Tensors = Readonly<Record<string, safetensors.HostTensor>>

const decoded = (bytes: Uint8Array) => orThrow(safetensors.decode(bytes))

/** The largest difference over these tensors together, relative to the largest expected magnitude. */
function difference(found: Tensors, expected: Tensors, names: readonly string[]): number {
  const values = (tensors: Tensors): number[] =>
    names.flatMap(name => Array.from(tensors[name]?.data as Float32Array))
  const [a, b] = [values(found), values(expected)]
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  return a.reduce((largest, value, at) => Math.max(largest, Math.abs(value - (b[at] as number))), 0) / scale
}

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'planish-step-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

it.for(golden.cases.map(entry => [`${entry.folder}, ${entry.name}`, entry] as const))(
  'the direction of PyTorch: %s',
  async ([, { folder: model, name, case: described, loss }], { skip }) => {
    if (!isCompared(model, name)) skip('WebGPU is imitated: these are enough')
    const tolerance = networks.includes(model) ? networkTolerance : denseTolerance
    for (const file of ['params.safetensors', 'batch.safetensors']) {
      copyFileSync(join(stored, model, file), join(folder, file))
    }
    writeFileSync(join(folder, 'case.json'), JSON.stringify(described))

    const result = await stepCase(folder)
    const found = decoded(result.bytes)
    const expected = decoded(readFileSync(join(stored, model, `${name}.safetensors`))).tensors
    const names = Object.keys(expected)
    const layout = (tensors: Tensors) =>
      Object.entries(tensors).map(([name, { dtype, shape }]) => ({ name, dtype, shape }))
    expect(layout(found.tensors)).toEqual(layout(expected))
    expect(difference(found.tensors, expected, names)).toBeLessThanOrEqual(tolerance)
    for (const name of names) {
      expect(difference(found.tensors, expected, [name]), name).toBeLessThanOrEqual(tolerance)
    }
    expect(Math.abs(result.loss - loss) / loss).toBeLessThanOrEqual(tolerance)
    expect(Number(found.metadata.loss)).toBe(result.loss)
  },
)
