import { PlanishError } from '@planish/core'
import { cacheFolder } from '@planish/core/node'
import { readInstallation } from './installation.ts'
import { findInstalledTfjsNode } from './installedTfjsNode.ts'
import { nativeFolder } from './nativeFolder.ts'
import { wheelsForThisMachine } from './target.ts'

/** Whether there is a native backend to load, where it comes from, or why not and what would change it. */
export type NativeStatus =
  | {
      readonly installed: true
      readonly kind: 'planish' | 'tfjs-node' | 'tfjs-node-gpu'
      readonly path: string
      readonly versions: { readonly tensorflow?: string; readonly tfjsNode: string }
      /** What it computed on when it was installed; for tfjs's own packages, what they are made for. */
      readonly device: 'cpu' | 'gpu'
      /**
       * Whether Planish's own kernels are built into it, as this version has them. Without, all works but more
       * slowly; `planish backend install native` adds them, to an installation of Planish's.
       */
      readonly kernels: boolean
    }
  | { readonly installed: false; readonly why: string; readonly fix: string }

/** Options of {@link nativeStatus}. */
export interface StatusOptions {
  /** The cache folder; default `$PLANISH_CACHE`, else the platform's. */
  readonly cacheDir?: string
  /** The folder from which tfjs's own packages are looked for; default the current one. */
  readonly application?: string
}

/**
 * Says which native backend `loadNative` would load. Cheap: reads a few small files and loads nothing.
 *
 * tfjs-node-gpu or tfjs-node that the user has installed comes first, then the one with CUDA that Planish has
 * built, then the one without.
 *
 * @example
 * ```ts
 * import { nativeStatus } from '@planish/backend/native'
 *
 * const status = await nativeStatus()
 * if (!status.installed) console.log(`${status.why}: ${status.fix}`)
 * ```
 */
export async function nativeStatus(options: StatusOptions = {}): Promise<NativeStatus> {
  const own = await findInstalledTfjsNode(options.application)
  if (own !== undefined) {
    const { kind, path, version } = own
    const device = kind === 'tfjs-node-gpu' ? 'gpu' : 'cpu'
    return { installed: true, kind, path, versions: { tfjsNode: version }, device, kernels: false }
  }
  const cache = options.cacheDir ?? cacheFolder()
  for (const variant of ['cuda', 'cpu'] as const) {
    const found = await readInstallation(nativeFolder(variant, cache))
    if (found === undefined) continue
    const { path, versions, device, kernels } = found
    return { installed: true, kind: 'planish', path, versions, device, kernels }
  }
  return notInstalled()
}

function notInstalled(): NativeStatus {
  try {
    wheelsForThisMachine('cpu')
    return {
      installed: false,
      why: 'the native backend is not installed',
      fix: 'planish backend install native',
    }
  } catch (thrown) {
    if (!(thrown instanceof PlanishError)) throw thrown
    return { installed: false, why: thrown.message, fix: thrown.hint ?? 'use the wasm backend' }
  }
}
