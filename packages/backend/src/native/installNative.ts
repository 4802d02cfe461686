import { readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlanishError } from '@planish/core'
import { toPlanishError } from '@planish/core'
import { cacheFolder, exists, explainRefusal, requireSpace, withLock } from '@planish/core/node'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Wheel } from './artifacts.ts'
import { tfjsNodeVersion } from './artifacts.ts'
import { obtainBindingSources } from './bindingSources.ts'
import { bindingFile, compileBinding, tensorflowLibraries } from './compile.ts'
import { findCompiler } from './compiler.ts'
import type { NativeInstallation } from './installation.ts'
import { allThere, readInstallation, writeManifest } from './installation.ts'
import { kernelSources } from './kernelSources.ts'
import { nativeFolder } from './nativeFolder.ts'
import type { OnProgress } from './progress.ts'
import { writeRuntimeFiles } from './runtimeFiles.ts'
import { smokeCheck } from './smokeCheck.ts'
import { wheelsForThisMachine } from './target.ts'
import { unzip } from './unzip.ts'
import type { Variant } from './variant.ts'
import { obtainWheel } from './wheel.ts'

/** Options of {@link installNative}. */
export interface InstallOptions {
  /** With CUDA, for NVIDIA GPUs; a download of 3.4 GB instead of 0.3. */
  readonly cuda?: boolean
  /** The cache folder; default `$PLANISH_CACHE`, else the platform's. */
  readonly cacheDir?: string
  readonly onProgress?: OnProgress
  readonly signal?: AbortSignal
  /** Throws away what is there and starts anew. */
  readonly force?: boolean
  /** Base address of the package index to take TensorFlow from; default: what pip is configured to use. */
  readonly index?: string
}

/**
 * Builds the native backend into the user's cache: tfjs-node's own binding, compiled against the libtensorflow
 * inside TensorFlow's wheel. Every download is checked against a hash pinned here, the result is tried in a
 * process of its own, and only then marked complete.
 *
 * What is complete is returned at once; where only the kernels are of another version, the binding alone is built anew. After an interruption, the next call goes on from where it stopped; of
 * two calls at the same time, also in two processes, one waits for the other and both get the result.
 *
 * Environment: `PLANISH_CACHE`, `CXX`, `PIP_INDEX_URL`; `PLANISH_KEEP_WHEEL=1` keeps the downloaded wheels.
 *
 * @returns the installation, or an error that says what is missing (`backend`), what failed (`io`) or that the
 *   signal was given (`interrupted`)
 * @example
 * ```ts
 * import { installNative } from '@planish/backend/native'
 *
 * const installed = await installNative({ onProgress: ({ stage, message }) => console.log(stage, message) })()
 * ```
 */
export function installNative(options: InstallOptions = {}): TE.TaskEither<PlanishError, NativeInstallation> {
  const { cuda = false, cacheDir = cacheFolder(), onProgress = () => {}, signal, force = false } = options
  const variant: Variant = cuda ? 'cuda' : 'cpu'
  const folder = nativeFolder(variant, cacheDir)
  const install = async (): Promise<NativeInstallation> => {
    const present = force ? undefined : await readInstallation(folder)
    if (present?.kernels) {
      onProgress({ stage: 'complete', message: `already installed in ${folder}` })
      return present
    }
    const onWait = (pid: number) =>
      onProgress({ stage: 'waiting', message: `process ${pid} is installing it already` })
    return await withLock(`${folder}.lock`, { signal, onWait }, () =>
      build(folder, variant, { ...options, onProgress }),
    )
  }
  return TE.tryCatch(install, thrown => toPlanishError('io')(explainRefusal(folder, thrown)))
}

type BuildOptions = InstallOptions & { readonly onProgress: OnProgress }

async function build(folder: string, variant: Variant, options: BuildOptions): Promise<NativeInstallation> {
  const { onProgress, signal, force } = options
  if (force) await rm(folder, { recursive: true, force: true })
  // Another process may have completed it while this one waited for the lock.
  const present = await readInstallation(folder)
  if (present?.kernels) {
    onProgress({ stage: 'complete', message: `already installed in ${folder}` })
    return present
  }
  const wheels = wheelsForThisMachine(variant)
  // Looked for first: better to learn of a missing compiler before a long download than after it.
  const compiler = await findCompiler()
  await requireSpace(folder, await spaceStillNeeded(folder, wheels))
  await obtainBindingSources(folder, onProgress, signal)
  const files: Record<string, number> = {}
  for (const wheel of wheels) Object.assign(files, await unpackWheel(wheel, folder, options))
  if (variant === 'cuda') await linkCudaLibraries(folder)
  // What is there without this version's kernels has all but the binding.
  if (present !== undefined || !(await exists(join(folder, bindingFile)))) {
    onProgress({ stage: 'compile', message: compiler.version })
    await compileBinding(folder, compiler, signal)
  }
  await writeRuntimeFiles(folder)
  onProgress({ stage: 'check', message: 'a product and a gradient, in a process of its own' })
  const { device, tensorflow } = await smokeCheck(folder, signal).catch(async (thrown: unknown) => {
    await rm(join(folder, bindingFile), { force: true })
    throw thrown
  })
  const { size } = await stat(join(folder, bindingFile))
  await writeManifest(folder, {
    format: 1,
    kernels: (await kernelSources()).digest,
    variant,
    versions: { tensorflow, tfjsNode: tfjsNodeVersion },
    device,
    compiler: compiler.version,
    date: new Date().toISOString(),
    wheels: Object.fromEntries(wheels.map(({ file, sha256 }) => [file, sha256])),
    files: { ...files, [bindingFile]: size },
  })
  onProgress({ stage: 'complete', message: describe(folder, variant, device) })
  return await readInstallationJustWritten(folder)
}

async function readInstallationJustWritten(folder: string): Promise<NativeInstallation> {
  const installation = await readInstallation(folder)
  if (installation === undefined) throw new Error(`the installation in ${folder} was changed meanwhile`)
  return installation
}

function describe(folder: string, variant: Variant, device: 'cpu' | 'gpu'): string {
  if (variant === 'cuda' && device === 'cpu')
    return `installed in ${folder}; no GPU found: it runs on the CPU`
  return `installed in ${folder}`
}

/** Only these are used: the two libraries, the headers the binding includes, and what CUDA loads at run time. */
const isNeeded = (name: string): boolean =>
  /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/([\w/]+\/)?\w+\.h$/.test(
    name,
  ) ||
  tensorflowLibraries().some(library => name === `tensorflow/${library}`) ||
  name === 'tensorflow/THIRD_PARTY_NOTICES.txt' ||
  /^nvidia\/\w+\/(lib\/.*\.so[.\d]*|bin\/ptxas|nvvm\/.*)$/.test(name)

/** Downloads and unpacks a wheel, unless a note says that this was done; returns the libraries' sizes. */
async function unpackWheel(
  wheel: Wheel,
  folder: string,
  { onProgress, signal, index }: BuildOptions,
): Promise<Record<string, number>> {
  const note = join(folder, `${wheel.file}.json`)
  const noted = await readFile(note, 'utf8').catch(() => undefined)
  if (noted !== undefined) {
    const libraries = JSON.parse(noted) as Record<string, number>
    if (await allThere(folder, libraries)) return libraries
    await rm(note)
  }
  const file = await obtainWheel(wheel, join(folder, 'download'), { index, signal, onProgress })
  const onBytes = (done: number) =>
    onProgress({ stage: 'unpack', message: wheel.project, done, total: wheel.unpacked })
  const unpacked = await unzip(file, folder, { select: isNeeded, signal, onBytes })
  const libraries = Object.fromEntries(Object.entries(unpacked).filter(([name]) => !name.endsWith('.h')))
  await writeFile(`${note}.part`, JSON.stringify(libraries))
  await rename(`${note}.part`, note)
  if (!process.env.PLANISH_KEEP_WHEEL) await rm(file, { force: true })
  return libraries
}

/**
 * libtensorflow looks for CUDA's libraries in the folders of only some of NVIDIA's wheels (not cuSOLVER's,
 * say, which it opens too). One link to each of the others in a folder that it does look in.
 */
async function linkCudaLibraries(folder: string): Promise<void> {
  const nvidia = join(folder, 'nvidia')
  const searched = ['cublas', 'cuda_cupti', 'cuda_runtime', 'cudnn', 'cufft', 'cusparse', 'nccl']
  for (const name of await readdir(nvidia)) {
    if (searched.includes(name)) continue
    for (const library of await readdir(join(nvidia, name, 'lib')).catch(() => [])) {
      const link = join(nvidia, 'cuda_runtime', 'lib', library)
      await rm(link, { force: true })
      await symlink(join('..', '..', name, 'lib', library), link)
    }
  }
}

/** What is still to be unpacked, and the largest wheel beside it; with some room to spare. */
async function spaceStillNeeded(folder: string, wheels: readonly Wheel[]): Promise<number> {
  let [unpacked, largest] = [0, 0]
  for (const wheel of wheels) {
    if (await exists(join(folder, `${wheel.file}.json`))) continue
    unpacked += wheel.unpacked
    largest = Math.max(largest, wheel.bytes)
  }
  return unpacked + largest + 50e6
}
