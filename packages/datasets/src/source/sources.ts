import { cifar10 } from '../cifar/cifar10.ts'
import { cifar100 } from '../cifar/cifar100.ts'
import type { Source } from './source.ts'

/**
 * The public data sets that Planish can fetch and read; of those that have versions, the plainest.
 *
 * @example
 * ```ts
 * import { sources } from '@planish/datasets'
 *
 * sources.find(({ name }) => name === 'cifar10')?.title // 'CIFAR-10'
 * ```
 */
export const sources: readonly Source[] = [cifar10, cifar100()]
