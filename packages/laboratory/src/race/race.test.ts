import { orThrow } from '@planish/core'
import { fashionMnistSubset } from '@planish/datasets/node'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { raceData } from '../data/raceData.ts'
import { defaultSpec } from '../spec/defaultSpec.ts'
import { ruleNames } from '../spec/rules.ts'
import type { RaceSpec } from '../spec/spec.ts'
import { raceKeys } from './keys.ts'
import type { Looked } from './race.ts'
import { createRace } from './race.ts'

const moons: RaceSpec = {
  ...defaultSpec,
  data: 'moons',
  examples: 60,
  network: { kind: 'mlp', hidden: [8] },
  rules: ruleNames,
  learningRate: 0.05,
  batchSize: 20,
  seed: 3,
}

/** Looks at a race after each of these numbers of steps. */
async function run(spec: RaceSpec, looksAt: readonly number[]): Promise<Looked[]> {
  const keys = raceKeys(spec.seed)
  const race = createRace(spec, orThrow(await raceData(spec, keys, fashionMnistSubset())()), keys)
  const looks: Looked[] = []
  for (const at of looksAt) {
    while (race.stepsTaken() < at && !race.isOver()) race.step()
    looks.push(await race.look())
  }
  race.dispose()
  return looks
}

describe('a race', () => {
  it('starts every rule from the same weights and moves each its own way', async () => {
    const [first, later] = await run(moons, [0, 10])
    const figures = first?.measurement.rules.map(({ rule: _, ...rest }) => rest) ?? []
    expect(figures).toHaveLength(ruleNames.length)
    for (const other of figures) expect(other).toEqual(figures[0])
    const planes = later?.pictures.map(({ plane }) => plane?.join()) ?? []
    expect(new Set(planes).size).toBe(ruleNames.length)
    expect(later?.measurement.epoch).toBeCloseTo(10 / 3)
  })

  it('is the same run bit for bit, whoever looks at it', async () => {
    const looks = await run(moons, [5, 12])
    const [again] = await run(moons, [12])
    expect(again).toEqual(looks[1])
  })

  it('runs a rule as it does beside others', async () => {
    const [beside] = await run(moons, [9])
    const [alone] = await run({ ...moons, rules: ['j-sam'] }, [9])
    expect(alone?.measurement.rules[0]).toEqual(
      beside?.measurement.rules.find(({ rule }) => rule === 'j-sam'),
    )
  })

  it('holds no more tensors after many steps than after one', async () => {
    const looks = await run({ ...moons, rules: ['sgd', '1-sam'] }, [1, 40, 80])
    expect(new Set(looks.map(({ measurement }) => measurement.tensors)).size).toBe(1)
  })

  it('sends a rule off that has diverged, and goes on with the others', async () => {
    // Each step multiplies the regularised head by 1 − 100 γ_v = −9; SGD's gradient stays bounded.
    const spec: RaceSpec = {
      ...moons,
      network: { kind: 'linear' },
      rules: ['sgd', 'regularised'],
      learningRate: 100,
      momentum: 0,
    }
    const looks = await run(spec, [0, 60, 61])
    const out = looks.flatMap(({ diverged }) => diverged.map(({ rule }) => rule))
    expect(out).toEqual(['regularised'])
    for (const { measurement } of looks) {
      for (const { loss } of measurement.rules) expect(loss === null || Number.isFinite(loss)).toBe(true)
    }
  })

  it('learns images, and says which wrong labels it learnt by heart', async () => {
    const spec: RaceSpec = {
      ...defaultSpec,
      examples: 100,
      network: { kind: 'cnn', width: 2 },
      rules: ['1-sam'],
    }
    const [look] = await run(spec, [2])
    expect(look?.pictures[0]?.plane).toBeNull()
    expect(look?.pictures[0]?.memorised).toHaveLength(20)
  })

  it('gives every tensor back', async () => {
    const before = tf.memory().numTensors
    await run(moons, [3])
    expect(tf.memory().numTensors).toBe(before)
  })
})
