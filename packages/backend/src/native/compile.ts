import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { PlanishError } from '@planish/core'
import { include_dir as nodeHeaders } from 'node-api-headers'
import type { Compiler } from './compiler.ts'
import { lastLines, run } from './run.ts'

export const bindingFile = 'tfjs_binding.node'

/** The names of TensorFlow's two libraries on a platform. */
export function tensorflowLibraries(platform: NodeJS.Platform = process.platform): readonly [string, string] {
  return platform === 'darwin'
    ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
    : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
}

/**
 * Compiles tfjs-node's binding against `folder/tensorflow` into `folder/tfjs_binding.node`. It finds the
 * libraries relative to itself, so that the folder may be moved; it uses Node-API 8, so that one build serves
 * every Node.
 */
export async function compileBinding(
  folder: string,
  { command }: Compiler,
  signal?: AbortSignal,
): Promise<void> {
  const [program, ...args] = command
  const sources = (await readdir(join(folder, 'tfjs-node', 'binding')))
    .filter(name => name.endsWith('.cc'))
    .sort()
  const draft = `${bindingFile}.part`
  const finished = await run(
    program,
    [
      ...args,
      ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
      ...['-I', nodeHeaders, '-I', join('tensorflow', 'include')],
      ...sources.map(name => join('tfjs-node', 'binding', name)),
      ...['-o', draft],
      ...linking(process.platform),
    ],
    { cwd: folder, signal },
  )
  if (finished.status !== 0) {
    throw new PlanishError(
      'backend',
      `the C++ compiler ${program} could not build the native binding:\n${lastLines(finished, 20)}`,
      'it takes a compiler for C++17 (g++ 8 or clang++ 7, or newer): set CXX to one',
    )
  }
  await rename(join(folder, draft), join(folder, bindingFile))
}

function linking(platform: NodeJS.Platform): string[] {
  const libraries = tensorflowLibraries(platform)
  return platform === 'darwin'
    ? [
        ...['-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path/tensorflow'],
        ...libraries.map(name => join('tensorflow', name)),
      ]
    : ['-Ltensorflow', ...libraries.map(name => `-l:${name}`), '-Wl,-rpath,$ORIGIN/tensorflow']
}
