import type { Tree } from '@planish/core'
import { random, scoped, tree } from '@planish/core'
import type { Model } from '@planish/grad'
import { describe, expect, it } from 'vitest'
import { denseNet } from './denseNet.ts'
import { resNet18, resNet20, resNet32, resNet34 } from './resNet.ts'
import { vit } from './vit.ts'

const countOf = <P extends Tree>(model: Model<P>): Promise<number> =>
  scoped(async own => tree.leaves(own(model.init(random.key(0)))).reduce((sum, leaf) => sum + leaf.size, 0))

const cifar = { inputShape: [32, 32, 3], classes: 10 }
const imageNet = { inputShape: [224, 224, 3], classes: 1000 }

describe('as many parameters as published; LayerNorm has as many as BatchNorm', () => {
  it('ResNet-18 for ImageNet: 11,689,512 (torchvision)', async () => {
    expect(await countOf(resNet18({ ...imageNet, stem: 'imagenet' }))).toBe(11_689_512)
  })

  it('ResNet-18 for CIFAR-10: 11,173,962 (kuangliu/pytorch-cifar)', async () => {
    expect(await countOf(resNet18(cifar))).toBe(11_173_962)
  })

  it('ResNet-34 for ImageNet: 21,797,672 (torchvision)', async () => {
    expect(await countOf(resNet34({ ...imageNet, stem: 'imagenet' }))).toBe(21_797_672)
  })

  it('ResNet-20 and -32: 0.27 M and 0.46 M (He et al. 2016, table 6)', async () => {
    expect(await countOf(resNet20(cifar))).toBe(269_722)
    expect(await countOf(resNet32(cifar))).toBe(464_154)
  })

  it('DenseNet-BC of 100 layers, k = 12: 0.8 M (Huang et al. 2017, table 2)', async () => {
    expect(await countOf(denseNet(cifar))).toBe(769_162)
  })

  it('ViT-Ti/16 and -S/16: 5,717,416 and 22,050,664 (timm; DeiT, table 1: 5 M and 22 M)', async () => {
    expect(await countOf(vit({ ...imageNet, patchSize: 16 }))).toBe(5_717_416)
    expect(await countOf(vit({ ...imageNet, patchSize: 16, variant: 's' }))).toBe(22_050_664)
  })
})
