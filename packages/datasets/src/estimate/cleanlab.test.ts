import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { anchorPoints } from './anchorPoints.ts'
import golden from './cleanlab.golden.json' with { type: 'json' }
import { confidentJoint } from './confidentJoint.ts'
import { estimateNoise, type NoiseEstimate } from './estimateNoise.ts'
import { findLabelIssues, type IssueFilter } from './findLabelIssues.ts'
import { labelQuality, type QualityScore } from './labelQuality.ts'

/** Every number of ours within 1e-12 of theirs. */
function expectClose(ours: unknown, theirs: unknown): void {
  const flat = (value: unknown): number[] => [value].flat(3) as number[]
  const expected = flat(theirs)
  expect(flat(ours)).toHaveLength(expected.length)
  for (const [at, value] of flat(ours).entries()) {
    expect(Math.abs(value - (expected[at] as number)), `entry ${at}`).toBeLessThanOrEqual(1e-12)
  }
}

const latentOf = ({ classPrior, transitionMatrix, inverseMatrix }: NoiseEstimate) => ({
  classPrior,
  transitionMatrix,
  inverseMatrix,
})

function expectLatent(ours: NoiseEstimate, theirs: ReturnType<typeof latentOf>): void {
  const mine = latentOf(ours)
  for (const name of ['classPrior', 'transitionMatrix', 'inverseMatrix'] as const) {
    expectClose(mine[name], theirs[name])
  }
}

describe.each(golden.cases)('$name, as cleanlab 2.9.0', one => {
  it('has its confident joint', () => {
    expect(orThrow(confidentJoint(one))).toEqual(one.confidentJoint)
    expect(orThrow(confidentJoint(one, { calibrate: false }))).toEqual(one.uncalibratedJoint)
  })

  it('has its joint, prior and matrices', () => {
    const estimate = orThrow(estimateNoise(one))
    expectClose(estimate.joint, one.joint)
    expectClose(estimate.noiseRate, 1 - one.joint.reduce((trace, row, k) => trace + (row[k] as number), 0))
    expectLatent(estimate, one.latent)
    expectLatent(orThrow(estimateNoise(one, { converge: true })), one.converged)
  })

  it.each(Object.entries(one.scores))('has its scores: %s', (by, scores) => {
    expectClose([...orThrow(labelQuality(one, by as QualityScore))], scores)
  })

  it.each(Object.entries(one.issues))('has its list of issues: %s', (how, issues) => {
    const [by, rankBy] = how.split(' by ') as [IssueFilter, QualityScore]
    expect([...orThrow(findLabelIssues(one, { by, rankBy }))]).toEqual(issues)
  })

  it('has the anchor points of the paper', () => {
    const { probabilities, classes } = one
    for (const { percentile, anchors, transitionMatrix } of one.anchors) {
      const options = percentile === null ? { classes } : { classes, percentile }
      const found = orThrow(anchorPoints(probabilities, options))
      expect([...found.anchors]).toEqual(anchors)
      expect(found.transitionMatrix).toEqual(transitionMatrix)
    }
  })
})
