import { cifar10 } from '../cifar/cifar10.ts'
import { cifar100 } from '../cifar/cifar100.ts'
import { flowers102 } from '../flowers/flowers102.ts'
import { emnist } from '../idx/emnist.ts'
import { kmnist } from '../idx/kmnist.ts'
import { mnist } from '../idx/mnist.ts'
import { fashionMnist } from '../idx/wholeFashionMnist.ts'
import { svhn } from '../svhn/svhn.ts'
import { tinyImageNet } from '../tinyImageNet/tinyImageNet.ts'
import type { Source } from './source.ts'

/**
 * The public data sets that Planish can fetch and read; of those that have versions the one that is read unless told
 * otherwise.
 *
 * @example
 * ```ts
 * import { sources } from '@planish/datasets'
 *
 * sources.find(({ name }) => name === 'cifar10')?.title // 'CIFAR-10'
 * ```
 */
export const sources: readonly Source[] = [
  mnist,
  fashionMnist,
  kmnist,
  { ...emnist(), name: 'emnist', title: 'EMNIST' },
  svhn,
  cifar10,
  cifar100(),
  tinyImageNet(),
  flowers102(),
]
