import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { orThrow, PlanishError, safetensors } from '@planish/core'
import type { Assignment } from '../protocol.ts'
import { parseWorkload } from '../workload/workload.ts'
import { type Outcome, type Started, serve } from './serve.ts'

/** jax-js looks for a browser's navigator, and for WebGPU in it: Dawn, from the package `webgpu`. */
async function provideNavigator(backend: string, threads: number): Promise<void> {
  let gpu: unknown
  if (backend === 'webgpu') {
    const dawn = await import('webgpu')
    Object.assign(globalThis, dawn.globals)
    gpu = dawn.create([])
  }
  Object.defineProperty(globalThis, 'navigator', {
    value: {
      hardwareConcurrency: threads,
      userAgent: `Node.js ${process.version}`,
      ...(gpu === undefined ? {} : { gpu }),
    },
  })
}

/** The package doesn't export its manifest. */
function version(): string {
  const manifest = new URL(
    '../package.json',
    pathToFileURL(createRequire(import.meta.url).resolve('@jax-js/jax')),
  )
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}

/** The tensors of a file of the workload's numbers. */
const tensorsOf = async (folder: string, file: string) =>
  orThrow(safetensors.decode(await readFile(join(folder, `${file}.safetensors`)))).tensors

async function start({ backend, model, numbers, kinds, rho, threads }: Assignment): Promise<Started> {
  const { architecture, classes, batchSize } = parseWorkload(model)
  if (architecture !== 'mlp') throw new PlanishError('usage', 'jax-js is measured on MLPs')
  await provideNavigator(backend, threads)
  const {
    blockUntilReady,
    defaultDevice,
    grad,
    init,
    jit,
    nn,
    numpy: np,
    tree,
    vmap,
  } = await import('@jax-js/jax')
  type NdArray = ReturnType<typeof np.zeros>
  type Params = { kernel: NdArray; bias: NdArray }[]

  if (backend !== 'wasm' && backend !== 'webgpu') throw new PlanishError('usage', `jax-js has no ${backend}`)
  if (!(await init()).includes(backend)) {
    throw new PlanishError('backend', `jax-js finds no ${backend} here`)
  }
  defaultDevice(backend)

  const stored = await tensorsOf(numbers, 'params')
  const batch = await tensorsOf(numbers, 'batch')
  const array = (tensor: safetensors.HostTensor | undefined): NdArray => {
    if (tensor?.dtype !== 'float32') throw new PlanishError('format', 'a tensor is missing')
    return np.array(tensor.data).reshape([...tensor.shape])
  }
  const params: Params = Array.from({ length: Object.keys(stored).length / 2 }, (_, index) => ({
    kernel: array(stored[`layers.${index}.kernel`]),
    bias: array(stored[`layers.${index}.bias`]),
  }))
  const x = array(batch.inputs)
  const labels = Array.from(batch.labels?.data ?? [], Number)
  const y = nn.oneHot(np.array(labels, { dtype: np.int32 }), classes)

  // jax-js consumes an array where it is used: `.ref` keeps it for one use more.
  const shared = <T>(value: T): T => tree.map((leaf: NdArray) => leaf.ref, value as never) as T
  const logitsOf = (p: Params, inputs: NdArray): NdArray =>
    p.reduce((h, { kernel, bias }, index) => np.dot(index === 0 ? h : nn.relu(h), kernel).add(bias), inputs)
  /** The sum over the batch, which is divided by the number of examples afterwards. */
  const loss = (p: Params, inputs: NdArray, targets: NdArray): NdArray =>
    nn.logSoftmax(logitsOf(p, inputs)).mul(targets).sum().mul(-1)
  const gradient = grad(loss)

  const sam = (p: Params, inputs: NdArray, targets: NdArray): Params => {
    const g = gradient(shared(p), inputs.ref, targets.ref)
    const squares = (tree.leaves(shared(g)) as NdArray[]).map(leaf => np.square(leaf).sum())
    const scale = np.array(rho).div(np.sqrt(squares.reduce((a, b) => a.add(b))))
    const perturbed = p.map(({ kernel, bias }, index) => ({
      kernel: kernel.add((g[index] as Params[number]).kernel.mul(scale.ref)),
      bias: bias.add((g[index] as Params[number]).bias.mul(scale.ref)),
    }))
    scale.dispose()
    return gradient(perturbed, inputs, targets)
  }
  const divided = (p: Params): Params =>
    p.map(({ kernel, bias }) => ({ kernel: kernel.div(batchSize), bias: bias.div(batchSize) }))
  const none = params.map(() => ({ kernel: null, bias: null }))
  const perExample = vmap(sam as never, [none, 0, 0] as never) as unknown as typeof sam
  const sgdStep = jit((p: Params, a: NdArray, b: NdArray) => divided(gradient(p, a, b)))
  const oneSamStep = jit((p: Params, a: NdArray, b: NdArray) =>
    perExample(p, a, b).map(({ kernel, bias }) => ({ kernel: kernel.mean(0), bias: bias.mean(0) })),
  )

  const contender = (compiled: typeof sgdStep) => async (): Promise<Outcome> => {
    const direction = compiled(shared(params), x.ref, y.ref)
    await blockUntilReady(direction)
    return {
      norm: async () => {
        const leaves: NdArray[] = tree.leaves(shared(direction))
        const sums: ArrayLike<number>[] = await Promise.all(leaves.map(leaf => np.square(leaf).sum().data()))
        return Math.sqrt(sums.reduce((total, sum) => total + (sum[0] as number), 0))
      },
      free: () => tree.dispose(direction),
    }
  }
  const contenders: Started['contenders'] = {
    'sgd, jit': { kind: 'sgd', step: contender(sgdStep) },
    '1-sam, jit(vmap)': { kind: '1-sam', step: contender(oneSamStep) },
  }
  return {
    device: backend === 'wasm' ? 'CPU, WebAssembly' : 'GPU, WebGPU',
    version: version(),
    software: false,
    contenders: Object.fromEntries(Object.entries(contenders).filter(([, { kind }]) => kinds.includes(kind))),
  }
}

/** The process that measures jax-js on one backend. */
await serve(start)
