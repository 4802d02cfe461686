import { join } from 'node:path'
import { cacheFolder } from '@planish/core/node'
import { tensorflowVersion } from './artifacts.ts'
import type { Variant } from './variant.ts'

/** Where one variant of the native backend lives; a home folder may be shared between platforms. */
export function nativeFolder(
  variant: Variant,
  cache: string = cacheFolder(),
  platform = `${process.platform}-${process.arch}`,
): string {
  return join(cache, 'native', `tf-${tensorflowVersion}-${variant}-${platform}`)
}
