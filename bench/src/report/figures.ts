import type { Row } from '../table.ts'
import type { Results, Source } from './results.ts'

/** A figure that was asked for. */
export interface Figure {
  readonly what: string
  /** At most this, or at least where `least` is set. */
  readonly required: number
  readonly least?: boolean
  readonly measured: Measured | undefined
}

/** A figure as measured. */
export interface Measured {
  /** By the clock, fastest steps. */
  readonly value: number
  /** By the processor's time; of the peers' it holds what their threads spend waiting for each other. */
  readonly processor?: number | null
  readonly limit?: number | null
  readonly source: Source
}

type Find = (model: string, backend: string, rule: string) => (Row & { source: Source }) | undefined

/** Runs without peers first: they share the machine with nothing of ours. */
const finder =
  ({ rows }: Results, peers: boolean): Find =>
  (model, backend, rule) =>
    rows
      .filter(row => row.model === model && row.backend === backend && row.rule === rule && row.min !== null)
      .filter(({ source }) => source.command.includes('bench:peers') === peers)[0]

/** 1-SAM over SGD. */
function overSgd(results: Results, model: string, backend: string): Measured | undefined {
  const row =
    finder(results, false)(model, backend, '1-sam') ?? finder(results, true)(model, backend, '1-sam')
  if (row?.ratioOfFastest == null) return undefined
  return {
    value: row.ratioOfFastest,
    processor: row.ratioOfProcessor,
    limit: row.limit,
    source: row.source,
  }
}

const peersOfOneSam = [
  ['PyTorch', '1-sam, loop'],
  ['PyTorch', '1-sam, vmap'],
  ['JAX', '1-sam, jit(vmap)'],
  ['JAX', '1-sam, jit(lax.map)'],
] as const

const least = (rows: readonly Row[], time: 'min' | 'processor'): number =>
  Math.min(...rows.flatMap(row => row[time] ?? []))

/** The fastest of the peers' 1-SAM over ours. */
function fasterThanPeers(results: Results, model: string): Measured | undefined {
  const find = finder(results, true)
  const ours = find(model, 'native', '1-sam')
  const peers = peersOfOneSam.flatMap(([backend, rule]) => find(model, backend, rule) ?? [])
  if (ours?.min == null || peers.length === 0) return undefined
  return {
    value: least(peers, 'min') / ours.min,
    processor: ours.processor === null ? null : least(peers, 'processor') / ours.processor,
    source: ours.source,
  }
}

/** Our SGD over PyTorch's. */
function sgdOverTorch(results: Results, model: string): Measured | undefined {
  const find = finder(results, true)
  const ours = find(model, 'native', 'sgd')
  const torch = find(model, 'PyTorch', 'sgd')
  if (ours?.min == null || torch?.min == null) return undefined
  const processor =
    ours.processor === null || torch.processor === null ? null : ours.processor / torch.processor
  return { value: ours.min / torch.min, processor, source: ours.source }
}

function memoryOverSgd({ memory }: Results, model: string): Measured | undefined {
  const row = memory.find(row => row.model === model && row.backend === 'native' && row.rule === '1-sam')
  return row === undefined ? undefined : { value: row.ratio, source: row.source }
}

/** The figures that were asked for, with what the saved runs say. */
export const figuresOf = (results: Results): readonly Figure[] => [
  {
    what: '1-SAM / SGD, MLP 784-512-512-10, native',
    required: 1.75,
    measured: overSgd(results, 'mlp-784', 'native'),
  },
  {
    what: '1-SAM / SGD, ResNet-18-LN, batch 16, native',
    required: 2.5,
    measured: overSgd(results, 'resnet18@16', 'native'),
  },
  {
    what: '1-SAM / SGD, ResNet-18-LN, batch 64, native',
    required: 2.5,
    measured: overSgd(results, 'resnet18@64', 'native'),
  },
  { what: '1-SAM / SGD, ViT-Ti, native', required: 2.2, measured: overSgd(results, 'vit', 'native') },
  { what: '1-SAM / SGD, CNN, wasm', required: 3, measured: overSgd(results, 'cnn', 'wasm') },
  { what: '1-SAM / SGD, CNN, WebGPU', required: 3, measured: overSgd(results, 'cnn', 'webgpu') },
  {
    what: 'peak memory 1-SAM / SGD, ResNet-18-LN, batch 16, native',
    required: 2,
    measured: memoryOverSgd(results, 'resnet18@16'),
  },
  {
    what: 'peak memory 1-SAM / SGD, ResNet-18-LN, batch 64, native',
    required: 2,
    measured: memoryOverSgd(results, 'resnet18@64'),
  },
  {
    what: '1-SAM: fastest of PyTorch’s and JAX’s / ours, MLP 784-512-512-10',
    required: 40,
    least: true,
    measured: fasterThanPeers(results, 'mlp-784'),
  },
  {
    what: '1-SAM: fastest of PyTorch’s and JAX’s / ours, MLP 3072-512-512-10',
    required: 40,
    least: true,
    measured: fasterThanPeers(results, 'mlp-3072'),
  },
  {
    what: '1-SAM: fastest of PyTorch’s and JAX’s / ours, CNN',
    required: 2,
    least: true,
    measured: fasterThanPeers(results, 'cnn'),
  },
  {
    what: '1-SAM: fastest of PyTorch’s and JAX’s / ours, ResNet-18-LN, batch 16',
    required: 2,
    least: true,
    measured: fasterThanPeers(results, 'resnet18@16'),
  },
  { what: 'SGD: ours / PyTorch’s, MLP', required: 1, measured: sgdOverTorch(results, 'mlp-784') },
  { what: 'SGD: ours / PyTorch’s, CNN', required: 1, measured: sgdOverTorch(results, 'cnn') },
  {
    what: 'SGD: ours / PyTorch’s, ResNet-18-LN, batch 16',
    required: 1.3,
    measured: sgdOverTorch(results, 'resnet18@16'),
  },
]
