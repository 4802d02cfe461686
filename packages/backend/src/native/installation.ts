import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileSize } from '@planish/core/node'
import { tensorflowVersion, tfjsNodeVersion } from './artifacts.ts'
import { kernelSources } from './kernelSources.ts'
import type { Variant } from './variant.ts'

/** A native backend that Planish built into the user's cache and found to work. */
export interface NativeInstallation {
  readonly variant: Variant
  /** The folder that holds it. */
  readonly path: string
  readonly versions: { readonly tensorflow: string; readonly tfjsNode: string }
  /** What computed when it was checked: a CUDA build without a GPU runs on the CPU. */
  readonly device: 'cpu' | 'gpu'
  /** Whether it has this version's own kernels; without them it works too, more slowly. */
  readonly kernels: boolean
  readonly compiler: string
  /** When it was completed, ISO 8601. */
  readonly date: string
}

/** `manifest.json`, written last: where it stands, and its files have their sizes, the installation is complete. */
export interface Manifest extends Omit<NativeInstallation, 'path' | 'kernels'> {
  readonly format: 1
  /** Digest of the kernels' sources; none in what was installed before there were any. */
  readonly kernels?: string
  /** The SHA-256 of each wheel, by file name. */
  readonly wheels: Readonly<Record<string, string>>
  /** The size in bytes of each library, by path. */
  readonly files: Readonly<Record<string, number>>
}

const manifestFile = (folder: string): string => join(folder, 'manifest.json')

/** The complete installation in a folder, or `undefined` when there is none. Cheap: loads nothing. */
export async function readInstallation(folder: string): Promise<NativeInstallation | undefined> {
  const manifest = await readManifest(folder)
  if (manifest === undefined) return undefined
  const { tensorflow, tfjsNode } = manifest.versions
  if (tensorflow !== tensorflowVersion || tfjsNode !== tfjsNodeVersion) return undefined
  if (!(await allThere(folder, manifest.files))) return undefined
  const { variant, versions, device, compiler, date } = manifest
  const kernels = manifest.kernels === (await kernelSources()).digest
  return { variant, path: folder, versions, device, kernels, compiler, date }
}

/** Whether every file is there with its size. */
export async function allThere(folder: string, files: Readonly<Record<string, number>>): Promise<boolean> {
  for (const [name, bytes] of Object.entries(files)) {
    if ((await fileSize(join(folder, name))) !== bytes) return false
  }
  return true
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(manifestFile(folder), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const manifest: unknown = JSON.parse(text)
    return isManifest(manifest) ? manifest : undefined
  } catch {
    return undefined
  }
}

const isManifest = (value: unknown): value is Manifest =>
  typeof value === 'object' && value !== null && 'format' in value && value.format === 1

/** Marks an installation complete, in one step. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const file = manifestFile(folder)
  await writeFile(`${file}.part`, `${JSON.stringify(manifest, undefined, 2)}\n`)
  await rename(`${file}.part`, file)
}
