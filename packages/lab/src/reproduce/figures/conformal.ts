import { symmetricCoverageBounds } from '@planish/analysis'
import { average, inWords } from '../evidence/average.ts'
import { difference, whetherAbove, whetherBelow, whetherLevel } from '../evidence/claim.ts'
import { accuracyAxis } from '../evidence/panels.ts'
import type { Quantity } from '../evidence/quantity.ts'
import { intervalAt } from '../evidence/spread.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import {
  type Calibration,
  type ConformalSets,
  calibrations,
  conformalSets,
  type ScoreName,
} from '../measured/conformalSets.ts'
import type { Axis, IntervalsPanel, TablePanel } from '../panel.ts'
import type { Claim, Size } from '../result.ts'
import { familyNames, onlyCondition, type StudyOutcome } from '../study/outcome.ts'
import { mainStudy } from './mainStudy.ts'
import { noiseRate } from './setting.ts'

const alpha = 0.1

/** Coverages this far apart are called level: what a few hundred calibration examples let vary. */
const margin = 0.02

type Outcome = StudyOutcome<ConformalSets>

const scoreNames: { readonly [name in ScoreName]: string } = { lac: 'LAC', aps: 'APS', raps: 'RAPS' }
const scores = Object.keys(scoreNames) as readonly ScoreName[]

const withLabels: { readonly [calibration in Calibration]: string } = {
  noisy: 'noisy labels',
  clean: 'clean labels',
  corrected: 'noisy labels, corrected',
}

const coverage =
  (score: ScoreName, calibration: Calibration): Quantity<ConformalSets> =>
  ({ measured }) =>
    measured.scores[score][calibration].coverage

const setSize =
  (score: ScoreName, calibration: Calibration): Quantity<ConformalSets> =>
  ({ measured }) =>
    measured.scores[score][calibration].meanSize

/** A dot for each rule, a group for each kind of calibration labels. */
const byCalibration = (
  outcome: Outcome,
  quantity: (calibration: Calibration) => Quantity<ConformalSets>,
  panel: Pick<IntervalsPanel, 'id' | 'title' | 'caption' | 'reference'> & { readonly x: Axis },
): IntervalsPanel => ({
  kind: 'intervals',
  ...panel,
  caption: `${panel.caption} Dots are means over the seeds, lines their 95 % bootstrap intervals.`,
  groups: calibrations.map(calibration => ({
    title: withLabels[calibration],
    rows: familyNames(outcome.study).flatMap((family, row) => {
      const place = { condition: onlyCondition(outcome.study).name, family }
      const interval = intervalAt(outcome, place, quantity(calibration))
      return interval === null ? [] : [{ label: family, row, ...interval }]
    }),
  })),
})

/** What theory says of the clean labels' coverage when labels are noisy, beside what it was. */
const bounds = (outcome: Outcome, rate: number): TablePanel => ({
  kind: 'table',
  id: 'bounds',
  title: 'Noisy calibration: bounds and coverage',
  caption: `Means over the seeds. Symmetric noise: between which probabilities clean labels are covered given the sets’ mean size, P(Ỹ ∈ C) = (1 − p) P(Y ∈ C) + p/(K − 1)(E|C| − P(Y ∈ C)) solved at 1 − α and 1 − α + 1/(n + 1). Dispersive noise (Einbinder et al. 2024) covers at least 1 − α, and as at most a share p of the labels is wrong, at most 1 − α + 1/(n + 1) + p.`,
  columns: [
    { label: 'score', format: 'text' },
    { label: 'rule', format: 'text' },
    { label: 'coverage found', format: 'percent' },
    { label: 'symmetric, from', format: 'percent' },
    { label: 'to', format: 'percent' },
    { label: 'dispersive, from', format: 'percent' },
    { label: 'to', format: 'percent' },
    { label: 'mean size, noisy', format: 'number' },
    { label: 'mean size, clean', format: 'number' },
  ],
  rows: scores.flatMap(score =>
    familyNames(outcome.study).map(family => {
      const place = { condition: onlyCondition(outcome.study).name, family }
      const mean = (quantity: Quantity<ConformalSets>) => intervalAt(outcome, place, quantity)?.mean ?? null
      const symmetric =
        (end: 0 | 1): Quantity<ConformalSets> =>
        ({ measured: { calibrationExamples: examples, classes, scores } }) =>
          Math.min(
            1,
            symmetricCoverageBounds({
              alpha,
              examples,
              classes,
              rate,
              meanSize: scores[score].noisy.meanSize,
            })[end],
          )
      return [
        scoreNames[score],
        family,
        mean(coverage(score, 'noisy')),
        mean(symmetric(0)),
        mean(symmetric(1)),
        1 - alpha,
        mean(({ measured: { calibrationExamples: n } }) => Math.min(1, 1 - alpha + 1 / (n + 1) + rate)),
        mean(setSize(score, 'noisy')),
        mean(setSize(score, 'clean')),
      ]
    }),
  ),
})

export const conformal = figure<ConformalSets>({
  name: 'conformal',
  title: 'Prediction sets from noisy labels',
  hypothesis:
    'Split conformal sets calibrated with noisy labels cover noisy labels 1 − α of the time; clean ones they cover more often, with larger sets than needed. Knowing the noise’s transition matrix, calibration can be corrected. A network that resists label noise should need smaller sets for the same coverage.',
  study: mainStudy,
  measurement: () => conformalSets(alpha),
  conclude: (outcome, size: Size) => {
    const condition = onlyCondition(outcome.study).name
    const at = (family: string) => ({ condition, family })
    const above =
      (score: ScoreName, calibration: Calibration): Quantity<ConformalSets> =>
      trial =>
        (coverage(score, calibration)(trial) as number) - (1 - alpha)
    const claimsOf = (score: ScoreName, family: string): readonly Claim[] => {
      const name = `${scoreNames[score]}, ${family}`
      const conservative = average(outcome, at(family), above(score, 'noisy'), `coverage − (1 − α), ${name}`)
      const larger = average(
        outcome,
        at(family),
        ({ measured }) => measured.scores[score].noisy.meanSize - measured.scores[score].clean.meanSize,
        `mean size, noisy − clean labels, ${name}`,
        'number',
      )
      const restored = average(
        outcome,
        at(family),
        above(score, 'corrected'),
        `corrected coverage − (1 − α), ${name}`,
      )
      return [
        {
          paper: `One would expect sets calibrated with noisy labels to cover clean labels at least 1 − α of the time (${name}).`,
          found: `Clean test labels are covered ${differenceInWords(conservative)} from ${100 * (1 - alpha)} %.`,
          evidence: conservative,
          verdict: whetherAbove(conservative),
        },
        {
          paper: `One would expect the price to be larger sets (${name}).`,
          found: `Sets hold ${differenceInWords(larger)} classes compared with those calibrated with the clean labels of the same examples.`,
          evidence: larger,
          verdict: whetherAbove(larger),
        },
        {
          paper: `One would expect the correction by the transition matrix to restore a coverage of 1 − α (${name}).`,
          found: `Corrected, clean test labels are covered ${differenceInWords(restored)} from ${100 * (1 - alpha)} %.`,
          evidence: restored,
          verdict: whetherLevel(restored, margin),
        },
      ]
    }
    const smaller = (calibration: Calibration, of: string): Claim => {
      const evidence = difference(outcome, {
        of: at(of),
        over: at('SGD'),
        quantity: setSize('lac', calibration),
        called: `mean size, ${of} − SGD, LAC, ${withLabels[calibration]}`,
        unit: 'number',
      })
      return {
        paper: `One would expect ${of}’s sets to be smaller than SGD’s at the same level (LAC, ${withLabels[calibration]}).`,
        found: `They hold ${differenceInWords(evidence)} classes compared with SGD’s.`,
        evidence,
        verdict: whetherBelow(evidence),
      }
    }
    const claims = [
      ...claimsOf('lac', 'SGD'),
      ...claimsOf('lac', '1-SAM'),
      ...claimsOf('aps', '1-SAM'),
      smaller('clean', '1-SAM'),
      smaller('corrected', '1-SAM'),
    ]
    const mean = (family: string, quantity: Quantity<ConformalSets>) =>
      inWords(average(outcome, at(family), quantity, ''))
    const classes = (family: string, calibration: Calibration) =>
      intervalAt(outcome, at(family), setSize('lac', calibration))?.mean.toFixed(2) ?? '–'
    return {
      summary: `Calibrated with noisy labels, 1-SAM’s LAC sets cover ${mean('1-SAM', coverage('lac', 'noisy'))} of the clean test labels with ${classes('1-SAM', 'noisy')} classes; with clean labels ${mean('1-SAM', coverage('lac', 'clean'))} with ${classes('1-SAM', 'clean')}, corrected ${mean('1-SAM', coverage('lac', 'corrected'))} with ${classes('1-SAM', 'corrected')} (SGD: ${classes('SGD', 'noisy')}, ${classes('SGD', 'clean')} and ${classes('SGD', 'corrected')}).`,
      claims,
      panels: [
        ...scores.map(score =>
          byCalibration(outcome, calibration => coverage(score, calibration), {
            id: `coverage-${score}`,
            title: `Coverage of clean labels, ${scoreNames[score]}`,
            caption:
              'Share of the test examples whose clean label is in the set, by the labels that it was calibrated with.',
            x: accuracyAxis('coverage'),
            reference: { at: 1 - alpha, label: '1 − α' },
          }),
        ),
        ...scores.map(score =>
          byCalibration(outcome, calibration => setSize(score, calibration), {
            id: `size-${score}`,
            title: `Size of sets, ${scoreNames[score]}`,
            caption: 'Mean number of classes in a set, by the labels that it was calibrated with.',
            x: { label: 'classes in a set', format: 'number' },
          }),
        ),
        bounds(outcome, noiseRate[size]),
      ],
      notes: [
        `α = ${alpha}. Calibrated on the validation examples with the network at the end of its training, tested on the clean test set. RAPS with λ = 0.01 and k_reg = 5.`,
        `Coverage is level with 1 − α where all of the interval over seeds lies within ${100 * margin} points.`,
        'The table’s bounds are of probabilities, worked out from the sets’ mean size; what was found may lie outside by chance, as the draw of the calibration examples moves the coverage of noisy labels, and 1/(1 − p − p/(K − 1)) times as much that of clean ones.',
        'The correction knows the noise’s true transition matrix; it has no guarantee at finite size.',
        'None of this is the paper’s: it asks what its rules do for prediction sets.',
      ],
    }
  },
})
