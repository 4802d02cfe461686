import type { Axis, IntervalsPanel, LineSeries, LinesPanel, SmallLinesPanel } from '../panel.ts'
import { familyNames, onlyCondition, type StudyOutcome, trialsAt } from '../study/outcome.ts'
import { type EpochQuantity, memorised, type Quantity } from './quantity.ts'
import { intervalAt, spreadOf } from './spread.ts'

const epochs: Axis = { label: 'epoch', format: 'count' }

/** How an accuracy is shown. */
export const accuracyAxis = (label: string): Axis => ({ label, format: 'percent' })

/** A quantity of every epoch as a line for each family: the mean over the seeds, from the lowest to the highest. */
export function curves<M>(
  outcome: StudyOutcome<M>,
  quantity: EpochQuantity,
  condition: string = onlyCondition(outcome.study).name,
): readonly LineSeries[] {
  return familyNames(outcome.study).flatMap((family, row) => {
    const trials = trialsAt(outcome, { condition, family })
    const longest = Math.max(0, ...trials.map(trial => trial.epochs.length))
    const points = Array.from({ length: longest }, (_, index) => {
      const values = trials.flatMap(trial => {
        const metrics = trial.epochs[index]
        const value = metrics === undefined ? null : quantity(metrics)
        return value === null || !Number.isFinite(value) ? [] : [value]
      })
      const spread = spreadOf(values)
      return spread === null ? [] : [{ x: index + 1, ...spread }]
    }).flat()
    return points.length === 0 ? [] : [{ label: family, row, points }]
  })
}

const bands = 'Lines are means over the seeds, bands reach from the lowest to the highest.'

/** A panel of {@link curves}. */
export const curvesPanel = <M>(
  outcome: StudyOutcome<M>,
  quantity: EpochQuantity,
  panel: Pick<LinesPanel, 'id' | 'title' | 'caption' | 'y' | 'references'> & { readonly condition?: string },
): LinesPanel => {
  const { condition, caption, ...rest } = panel
  return {
    kind: 'lines',
    ...rest,
    caption: `${caption} ${bands}`,
    x: epochs,
    series: curves(outcome, quantity, condition),
  }
}

/** How the clean and the wrong training labels are fitted, epoch by epoch, a small panel for each family. */
export function cleanNoisyPanel<M>(
  outcome: StudyOutcome<M>,
  condition: string = onlyCondition(outcome.study).name,
): SmallLinesPanel {
  const clean = curves(outcome, ({ cleanTrain }) => cleanTrain, condition)
  const wrong = curves(outcome, ({ noisyTrain }) => noisyTrain, condition)
  return {
    kind: 'smallLines',
    id: 'clean-and-wrong',
    title: 'Clean and wrong training labels',
    caption: `Solid: share of correctly labelled training examples whose label is predicted. Dashed: share of wrongly labelled ones whose wrong label is predicted, which is memorised noise. ${bands}`,
    x: epochs,
    y: { ...accuracyAxis('share predicted'), domain: [0, 1] },
    cleanAndNoisy: true,
    panels: clean.map(series => ({
      title: series.label,
      series: [
        { ...series, label: 'clean', row: 0 },
        { label: 'wrong', row: 1, points: wrong.find(({ row }) => row === series.row)?.points ?? [] },
      ],
    })),
  }
}

/** A quantity against what the conditions vary, a line for each family: means with their 95 % intervals. */
export function againstCondition<M>(
  outcome: StudyOutcome<M>,
  quantity: Quantity<M>,
  panel: Pick<LinesPanel, 'id' | 'title' | 'caption' | 'x' | 'y' | 'references'>,
): LinesPanel {
  const { conditions } = outcome.study
  return {
    kind: 'lines',
    ...panel,
    caption: `${panel.caption} Means over the seeds, bands are 95 % bootstrap intervals.`,
    series: familyNames(outcome.study).flatMap((family, row) => {
      const points = conditions.flatMap(({ name, x }) => {
        const interval = intervalAt(outcome, { condition: name, family }, quantity)
        return x === undefined || interval === null ? [] : [{ x, ...interval }]
      })
      return points.length === 0 ? [] : [{ label: family, row, points }]
    }),
  }
}

/** A quantity as a dot with its 95 % interval for each family, a group for each condition. */
export function intervalsPanel<M>(
  outcome: StudyOutcome<M>,
  quantity: Quantity<M>,
  panel: Pick<IntervalsPanel, 'id' | 'title' | 'caption' | 'x' | 'reference'>,
): IntervalsPanel {
  const { conditions } = outcome.study
  const names = familyNames(outcome.study)
  return {
    kind: 'intervals',
    ...panel,
    caption: `${panel.caption} Dots are means over the seeds, lines their 95 % bootstrap intervals.`,
    groups: conditions.map(condition => ({
      title: conditions.length === 1 ? '' : condition.name,
      rows: names.flatMap((family, row) => {
        const interval = intervalAt(outcome, { condition: condition.name, family }, quantity)
        return interval === null ? [] : [{ label: family, row, ...interval }]
      }),
    })),
  }
}

/** Memorised noise in the end, for each family. */
export const memorisedPanel = <M>(outcome: StudyOutcome<M>): IntervalsPanel =>
  intervalsPanel(outcome, memorised, {
    id: 'memorised',
    title: 'Memorised noise',
    caption:
      'Share of the wrongly labelled training examples whose wrong label is predicted after the last epoch.',
    x: accuracyAxis('wrong labels predicted'),
  })
