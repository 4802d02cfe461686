import { orThrow, random, scoped, tree } from '@planish/core'
import { expect, it } from 'vitest'
import { decodeModel, modelKinds } from '../models.ts'
import type { ParameterDescription } from './network.ts'

const data = { inputShape: [8, 8, 2], classes: 3 }

/** Specifications that between them have every parameter of a kind. */
const specs: { readonly [kind: string]: readonly string[] } = {
  mlp: ['mlp:5x4'],
  linear: ['linear'],
  deepLinear: ['deepLinear:5,bias'],
  cnn: ['cnn:3', 'cnn:3,bias'],
  resnet18: ['resnet18:3', 'resnet18:3,stem=imagenet'],
  resnet34: ['resnet34:2'],
  resnet20: ['resnet20:2', 'resnet20:2,shortcut=projection'],
  resnet32: ['resnet32:2,shortcut=projection'],
  densenet: ['densenet:depth=16,growth=3'],
  vit: ['vit:dim=6,heads=2,depth=2'],
}

/** `stages.{s}.{b}.conv1.kernel` as what it stands for. */
const pattern = ({ name }: ParameterDescription): RegExp =>
  new RegExp(`^${name.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '\\d+')}$`)

it.each(modelKinds)('$kind: the parameters are those that it is said to have', ({ kind, network }) =>
  scoped(async own => {
    const seen = new Set<ParameterDescription>()
    for (const text of specs[kind] ?? []) {
      const model = orThrow(orThrow(decodeModel(text)).value(data))
      for (const { path, leaf } of tree.entries(own(model.init(random.key(0))))) {
        const described = network.parameters.filter(parameter => pattern(parameter).test(path))
        expect(described, path).toHaveLength(1)
        const [parameter] = described as [ParameterDescription]
        seen.add(parameter)
        expect(parameter.shape, path).toHaveLength(leaf.rank)
        parameter.shape.forEach((length, axis) => {
          if (typeof length === 'number') expect(leaf.shape[axis], path).toBe(length)
          if (length === 'classes') expect(leaf.shape[axis], path).toBe(data.classes)
          if (length === 'inputShape[2]') expect(leaf.shape[axis], path).toBe(data.inputShape[2])
        })
        const first = (await leaf.data())[0]
        if (parameter.initial === '0') expect(first, path).toBe(0)
        if (parameter.initial === '1') expect(first, path).toBe(1)
      }
    }
    expect([...seen]).toHaveLength(network.parameters.length)
  }),
)

it.each(modelKinds)('$kind: each letter in a name or a shape is explained, or an option', kind => {
  const { network, schema } = kind
  const options = Object.keys((schema as { properties: object }).properties)
  const known = [...options, ...Object.keys(network.where)]
  for (const { name, shape } of network.parameters) {
    const letters = [
      ...[...name.matchAll(/\{(\w+)\}/g)].map(([, letter]) => letter),
      ...shape.flatMap(length => (typeof length === 'string' ? (length.match(/[A-Za-z]\w*/g) ?? []) : [])),
    ]
    for (const letter of letters) {
      const stem = letter?.replace(/_.*/, '_')
      expect(
        known.some(word => word === letter || (stem?.endsWith('_') && word.startsWith(stem))),
        `${name}: ${letter}`,
      ).toBe(true)
    }
  }
})
