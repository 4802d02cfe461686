import { PlanishError } from '@planish/core'
import type { Wheel } from './artifacts.ts'
import { wheelsFor } from './artifacts.ts'
import type { Variant } from './variant.ts'

const here = (): string => {
  const platform = `${process.platform}-${process.arch}`
  return process.platform === 'linux' && !usesGlibc() ? `${platform}-musl` : platform
}

/** The wheels are built against glibc: Alpine and its like, which use musl, can't load them. */
function usesGlibc(): boolean {
  const report: unknown = process.report?.getReport()
  if (typeof report !== 'object' || report === null || !('header' in report)) return true
  const { header } = report
  return typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header
}

/**
 * The wheels that hold TensorFlow for this machine, or a `backend` error where there are none.
 *
 * linux-x64 (CPU and CUDA), linux-arm64 and darwin-arm64 (CPU).
 */
export function wheelsForThisMachine(variant: Variant, platform: string = here()): readonly Wheel[] {
  const wheels = wheelsFor(platform, variant)
  if (wheels !== undefined) return wheels
  const withoutCuda = variant === 'cuda' && wheelsFor(platform, 'cpu') !== undefined
  throw new PlanishError(
    'backend',
    `the native backend${variant === 'cuda' ? ' with CUDA' : ''} can't be built for ${platform}`,
    withoutCuda
      ? 'install it without --cuda'
      : 'supported: linux-x64 and linux-arm64 with glibc, darwin-arm64; elsewhere use the wasm or webgpu backend, or Linux under WSL 2 on Windows',
  )
}
