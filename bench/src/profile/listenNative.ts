import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Listener } from './operation.ts'

interface Metadata {
  readonly shape: readonly number[]
}

/** The part of tfjs-node's binding through which all work on tensors goes; calls return when it is done. */
interface Binding {
  executeOp(
    name: string,
    attributes: readonly object[],
    inputs: readonly number[],
    outputs: number,
  ): Metadata[]
  createTensor(shape: readonly number[], type: number, values: ArrayBufferView): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): ArrayBufferView
}

type Inputs = readonly Partial<TensorInfo>[]

/** tfjs-node's backend, where tensors become handles of TensorFlow's. */
interface NativeBackend {
  readonly binding: Binding
  getInputTensorIds(inputs: Inputs): readonly number[]
}

export const isNative = (backend: object): backend is NativeBackend =>
  'binding' in backend && 'getInputTensorIds' in backend

/** Times every call of TensorFlow's that the native backend makes. */
export function listenNative(backend: NativeBackend, listener: Listener): void {
  const { binding } = backend
  const { executeOp, createTensor, deleteTensor, tensorDataSync } = binding
  const getInputTensorIds = backend.getInputTensorIds.bind(backend)
  const shapes = new Map<number, readonly number[]>()
  const timed = <R>(name: string, call: () => R): R => {
    const begun = performance.now()
    const result = call()
    const milliseconds = performance.now() - begun
    listener({ operation: { name, inputs: [], outputs: [] }, milliseconds })
    return result
  }
  Object.assign(backend, {
    getInputTensorIds: (inputs: Inputs) => {
      const ids = getInputTensorIds(inputs)
      ids.forEach((id, index) => {
        shapes.set(id, inputs[index]?.shape ?? [])
      })
      return ids
    },
  })
  // The binding's own properties can't be written.
  const listening: { readonly [name in keyof Binding]: Binding[name] } = {
    executeOp: (...args: Parameters<typeof executeOp>) => {
      const [name, , ids] = args
      const begun = performance.now()
      const outputs = executeOp.apply(binding, args)
      const milliseconds = performance.now() - begun
      const operation = {
        name,
        inputs: ids.map(id => shapes.get(id) ?? []),
        outputs: outputs.map(({ shape }) => shape),
      }
      listener({ operation, milliseconds })
      shapes.clear()
      return outputs
    },
    createTensor: (...args: Parameters<typeof createTensor>) =>
      timed('(upload)', () => createTensor.apply(binding, args)),
    deleteTensor: (...args: Parameters<typeof deleteTensor>) =>
      timed('(free)', () => deleteTensor.apply(binding, args)),
    tensorDataSync: (...args: Parameters<typeof tensorDataSync>) =>
      timed('(download)', () => tensorDataSync.apply(binding, args)),
  }
  const descriptors = Object.entries(listening).map(([name, value]) => [name, { value }] as const)
  Object.assign(backend, { binding: Object.create(binding, Object.fromEntries(descriptors)) })
}
