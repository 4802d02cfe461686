import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlanishError } from '@planish/core'
import { include_dir as nodeHeaders } from 'node-api-headers'
import type { Compiler } from './compiler.ts'
import { kernelSources } from './kernelSources.ts'
import { quietlyFile, quietlySource } from './quietly.ts'
import { lastLines, run } from './run.ts'
import { guardSharedNames } from './sharedNames.ts'

export const bindingFile = 'tfjs_binding.node'

/** The names of TensorFlow's two libraries on a platform. */
export function tensorflowLibraries(platform: NodeJS.Platform = process.platform): readonly [string, string] {
  return platform === 'darwin'
    ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
    : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
}

/**
 * Loops over numbers into vector instructions, and of sums only those that say that their order does not matter
 * (`#pragma omp simd`); a product and a sum stay two roundings, so that processors with and without an instruction
 * for both agree. (Products of matrices ask for that instruction by name, and exist only where there is one.)
 */
const kernelFlags = ['-O3', '-fopenmp-simd', '-ffp-contract=off']

/**
 * Compiles tfjs-node's binding, with Planish's own kernels in it, against `folder/tensorflow` into `folder/tfjs_binding.node`, and the addon that
 * keeps its loading quiet. The binding finds the libraries relative to itself, so that the folder may be moved.
 *
 * @throws `backend`, with what the compiler said
 */
export async function compileBinding(
  folder: string,
  compiler: Compiler,
  signal?: AbortSignal,
): Promise<void> {
  const quietly = `${quietlyFile}.cc`
  await writeFile(join(folder, quietly), quietlySource)
  await compileAddon(folder, compiler, quietlyFile, [quietly], signal)
  await rm(join(folder, quietly))
  await guardSharedNames(folder)
  const sources = (await readdir(join(folder, 'tfjs-node', 'binding')))
    .filter(name => name.endsWith('.cc'))
    .map(name => join('tfjs-node', 'binding', name))
  const kernels = await kernelSources()
  const headers = ['-I', join('tensorflow', 'include')]
  const inputs = [...kernelFlags, ...headers, ...sources, ...kernels.files, ...tensorflowLinking()]
  await compileAddon(folder, compiler, bindingFile, inputs, signal)
}

/** Node-API 8 is in every Node since 12.22: one build serves them all. */
async function compileAddon(
  folder: string,
  { command: [program, ...args] }: Compiler,
  output: string,
  inputs: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const always = ['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-I', nodeHeaders]
  // Node's own symbols are found when it loads the addon; only macOS's linker has to be told.
  const lookup = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []
  const draft = `${output}.part`
  const finished = await run(program, [...args, ...always, ...lookup, ...inputs, '-o', draft], {
    cwd: folder,
    signal,
  })
  if (finished.status !== 0) {
    throw new PlanishError(
      'backend',
      `the C++ compiler ${program} could not build the native binding:\n${lastLines(finished, 20)}`,
      'it takes a compiler for C++17 (g++ 8 or clang++ 7, or newer): set CXX to one',
    )
  }
  await rename(join(folder, draft), join(folder, output))
}

function tensorflowLinking(): string[] {
  const libraries = tensorflowLibraries()
  return process.platform === 'darwin'
    ? ['-Wl,-rpath,@loader_path/tensorflow', ...libraries.map(name => join('tensorflow', name))]
    : ['-Ltensorflow', ...libraries.map(name => `-l:${name}`), '-Wl,-rpath,$ORIGIN/tensorflow']
}
