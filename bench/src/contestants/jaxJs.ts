import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { PlanishError } from '@planish/core'
import type { Assignment } from '../protocol.ts'
import { type Numbers, readNumbers } from '../workload.ts'
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

async function start({ backend, widths, numbers, batchSize, rho, threads }: Assignment): Promise<Started> {
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
  type Array = ReturnType<typeof np.zeros>
  type Params = { kernel: Array; bias: Array }[]

  if (backend !== 'wasm' && backend !== 'webgpu') throw new PlanishError('usage', `jax-js has no ${backend}`)
  if (!(await init()).includes(backend)) {
    throw new PlanishError('backend', `jax-js finds no ${backend} here`)
  }
  defaultDevice(backend)

  const { layers, inputs, labels }: Numbers = await readNumbers(numbers, widths)
  const array = (values: Float32Array, shape: number[]): Array =>
    np.array(values as Float32Array<ArrayBuffer>).reshape(shape)
  const params: Params = layers.map(({ kernel, bias }, index) => ({
    kernel: array(kernel, widths.slice(index, index + 2)),
    bias: array(bias, widths.slice(index + 1, index + 2)),
  }))
  const x = array(inputs, [batchSize, widths[0] as number])
  const y = nn.oneHot(np.array([...labels], { dtype: np.int32 }), widths.at(-1) as number)

  // jax-js consumes an array where it is used: `.ref` keeps it for one use more.
  const shared = <T>(value: T): T => tree.map((leaf: Array) => leaf.ref, value as never) as T
  const logitsOf = (p: Params, inputs: Array): Array =>
    p.reduce((h, { kernel, bias }, index) => np.dot(index === 0 ? h : nn.relu(h), kernel).add(bias), inputs)
  /** The sum over the batch, which is divided by the number of examples afterwards. */
  const loss = (p: Params, inputs: Array, targets: Array): Array =>
    nn.logSoftmax(logitsOf(p, inputs)).mul(targets).sum().mul(-1)
  const gradient = grad(loss)

  const sam = (p: Params, inputs: Array, targets: Array): Params => {
    const g = gradient(shared(p), inputs.ref, targets.ref)
    const squares = (tree.leaves(shared(g)) as Array[]).map(leaf => np.square(leaf).sum())
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
  const sgdStep = jit((p: Params, a: Array, b: Array) => divided(gradient(p, a, b)))
  const oneSamStep = jit((p: Params, a: Array, b: Array) =>
    perExample(p, a, b).map(({ kernel, bias }) => ({ kernel: kernel.mean(0), bias: bias.mean(0) })),
  )

  const contender = (compiled: typeof sgdStep) => async (): Promise<Outcome> => {
    const direction = compiled(shared(params), x.ref, y.ref)
    await blockUntilReady(direction)
    return {
      norm: async () => {
        const leaves: Array[] = tree.leaves(shared(direction))
        const sums: ArrayLike<number>[] = await Promise.all(leaves.map(leaf => np.square(leaf).sum().data()))
        return Math.sqrt(sums.reduce((total, sum) => total + (sum[0] as number), 0))
      },
      free: () => tree.dispose(direction),
    }
  }
  return {
    device: backend === 'wasm' ? 'CPU, WebAssembly' : 'GPU, WebGPU',
    version: version(),
    software: false,
    contenders: {
      'sgd, jit': { kind: 'sgd', step: contender(sgdStep) },
      '1-sam, jit(vmap)': { kind: '1-sam', step: contender(oneSamStep) },
    },
  }
}

/** The process that measures jax-js on one backend. */
await serve(start)
