import type { Axis, LineSeries, Panel } from '../../panel.ts'
import type { FigureResult, StudyRecord, TrialRow } from '../../result.ts'

/** A fixed, unremarkable sequence in [−1, 1], the same on every machine. */
const wobble = (index: number): number => Math.sin(index * 12.9898) * Math.cos(index * 4.1414)

const families = ['SGD', 'L-SAM', 'SAM', 'Norm-regularised', 'J-SAM', '1-SAM'] as const
const rates = [0, 0.2, 0.4, 0.6, 0.8] as const
const seeds = [1, 2, 3, 4, 5] as const

/** Best test accuracy of a rule at a rate of noise. */
const peakOf = (row: number, rate: number): number => 0.88 - 0.35 * rate ** 1.5 + 0.012 * row * rate

const percentAxis = (label: string): Axis => ({ label, format: 'percent' })
const epochs: Axis = { label: 'epoch', format: 'count' }

const curve = (row: number, last: number): LineSeries['points'] =>
  Array.from({ length: last }, (_, index) => {
    const mean = 0.82 + 0.004 * row - 0.09 * Math.exp(-index / 2) - (0.16 - 0.03 * row) * (index / last) ** 2
    return { x: index + 1, mean, low: mean - 0.006, high: mean + 0.006 }
  })

/** Panels of each kind, as figures have them. */
export const samplePanels: readonly Panel[] = [
  {
    kind: 'lines',
    id: 'peak-by-noise',
    title: 'Peak by noise rate',
    caption:
      'Best test accuracy of any epoch; means over 5 seeds, whiskers reach from the lowest to the highest.',
    x: percentAxis('noise rate'),
    y: percentAxis('peak test accuracy'),
    series: families.map((label, row) => ({
      label,
      row,
      points: rates.map(rate => {
        const mean = peakOf(row, rate)
        return { x: rate, mean, low: mean - 0.004 - 0.01 * rate, high: mean + 0.004 + 0.01 * rate }
      }),
    })),
  },
  {
    kind: 'lines',
    id: 'test-accuracy',
    title: 'Test accuracy at 40 % noise',
    caption: 'After each epoch; means over 5 seeds, bands from the lowest to the highest.',
    x: epochs,
    y: percentAxis('test accuracy'),
    series: families.map((label, row) => ({ label, row, points: curve(row, 30) })),
    references: [
      { axis: 'y', at: 0.8, label: 'a linear model' },
      { axis: 'x', at: 12, label: 'half the cost of SAM' },
    ],
  },
  {
    kind: 'lines',
    id: 'scale',
    title: 'Ratio by width',
    caption: 'Both axes are logarithmic.',
    x: { label: 'width', format: 'count', scale: 'log' },
    y: { label: 'relative error', format: 'scientific', scale: 'log' },
    series: ['measured', 'predicted by the bound'].map((label, row) => ({
      label,
      row,
      points: [8, 32, 128, 512, 2048].map(width => ({
        x: width,
        mean: (0.4 + row) / width,
        low: (0.3 + row) / width,
        high: (0.5 + row) / width,
      })),
    })),
    references: [{ axis: 'y', at: 0.001, label: 'float32' }],
  },
  {
    kind: 'smallLines',
    id: 'memorised',
    title: 'Clean and noisy training examples',
    caption: 'Solid: correctly labelled examples that are fitted; dashed: wrongly labelled ones.',
    x: epochs,
    y: { label: 'training accuracy', format: 'percent', domain: [0, 1] },
    cleanAndNoisy: true,
    panels: families.map((title, index) => ({
      title,
      series: [
        { label: 'clean', row: 0, points: curve(index, 30) },
        {
          label: 'noisy',
          row: 1,
          points: curve(index, 30).map(point => {
            const mean = (0.8 - 0.12 * index) * (point.x / 30) ** 1.4
            return { x: point.x, mean, low: mean * 0.95, high: mean * 1.05 }
          }),
        },
      ],
    })),
  },
  {
    kind: 'smallLines',
    id: 'weights',
    title: 'Weights by margin',
    caption: 'Lines whose names are too long to stand at their ends have a legend.',
    x: { label: 'margin', format: 'number' },
    y: { label: 'weight', format: 'number' },
    panels: ['noise 20 %', 'noise 40 %'].map((title, place) => ({
      title,
      series: ['measured of 1-SAM', 'as equation 4 says', 'SGD for comparison'].map((label, row) => ({
        label,
        row,
        points: Array.from({ length: 24 }, (_, index) => {
          const mean = 1 + 0.3 * Math.tanh((index - 12) / (5 + row)) + 0.05 * place
          return { x: (index - 12) / 4, mean, low: mean - 0.02, high: mean + 0.02 }
        }),
      })),
    })),
  },
  {
    kind: 'intervals',
    id: 'differences',
    title: 'Differences of the peak, paired by seed',
    caption: 'Dots are means over 5 seeds, lines their 95 % intervals.',
    x: percentAxis('difference of peaks'),
    groups: ['20 % symmetric noise', '40 % symmetric noise'].map((title, place) => ({
      title,
      rows: families.slice(1).map((label, index) => {
        const mean = (index - 0.6) * 0.006 * (place + 1)
        return { label: `${label} − SGD`, row: index + 1, mean, low: mean - 0.006, high: mean + 0.005 }
      }),
    })),
    reference: { at: 0, label: 'no difference' },
  },
  {
    kind: 'scatter',
    id: 'sharpness',
    title: 'Sharpness and accuracy',
    caption: 'A dot for each training.',
    x: { label: 'largest eigenvalue', format: 'number', scale: 'log' },
    y: percentAxis('test accuracy'),
    groups: families.slice(0, 4).map((label, row) => ({
      label,
      row,
      points: seeds.map(seed => ({
        x: 10 ** (2.2 - 0.3 * row + 0.2 * wobble(seed + 7 * row)),
        y: 0.8 + 0.01 * row + 0.008 * wobble(3 * seed + row),
        label: seed === 1 ? `${label}, seed 1` : '',
      })),
    })),
  },
  {
    kind: 'table',
    id: 'identities',
    title: 'Identities',
    caption: 'The largest relative error of each over 100 random cases.',
    columns: [
      { label: 'identity', format: 'text' },
      { label: 'error', format: 'scientific' },
      { label: 'share below the bound', format: 'percent' },
      { label: 'cases', format: 'count' },
      { label: 'remark', format: 'text' },
    ],
    rows: [
      ['1-SAM of a linear model scales the gradient', 3.2e-7, 1, 1200, null],
      ['‖ε‖ = ρ', 1e-8, 0.975, 100, 'float32'],
    ],
  },
]

function trial(condition: number, family: number, seed: number): TrialRow {
  const rate = [0, 0.2, 0.4][condition] ?? 0
  const peak = peakOf(family, rate) + 0.004 * wobble(seed * 7 + family)
  return {
    condition: `noise ${100 * rate} %`,
    family: families[family] ?? '',
    seed,
    peak,
    final: peak - (0.2 - 0.03 * family) * rate,
    noisyValidation: peak - 0.004,
    peakAtEqualCost: peak - (family === 0 ? 0 : 0.006),
    cleanTrain: 0.9 + 0.005 * family,
    noisyTrain: rate === 0 ? null : 0.7 - 0.11 * family + 0.01 * wobble(seed),
    gradientEvaluations: family === 0 || family === 3 ? 2370 : 4740,
    run: `runs/noise-${100 * rate}/${family}-${seed}`,
  }
}

const conditions = rates.slice(0, 3).map(rate => ({
  name: `noise ${100 * rate} %`,
  config: { noise: rate === 0 ? 'none' : `symmetric:rate=${rate}` },
}))

/** A study of three conditions and six families with five seeds, its grid searched. */
export const sampleStudy: StudyRecord = {
  shared: {
    data: 'fashionMnist:subset',
    model: 'mlp:hidden=512x512',
    loss: 'crossEntropy',
    epochs: 30,
    batchSize: 128,
    momentum: 0.9,
    weightDecay: 5e-4,
    validation: 0.1,
    trainExamples: null,
  },
  conditions,
  families,
  tuningSeed: 1000,
  choices: conditions.flatMap(({ name }) =>
    families.map((family, index) => {
      const rule = index === 0 ? 'sgd' : `sam:rho=0.03,m=1`
      return {
        condition: name,
        family,
        rule,
        learningRate: 0.02,
        tried: [0.01, 0.02, 0.05].map((learningRate, place) => ({
          rule,
          learningRate,
          validation: 0.5 + 0.01 * index - 0.01 * Math.abs(place - 1),
        })),
      }
    }),
  ),
  trials: conditions.flatMap((_, condition) =>
    families.flatMap((_family, family) => seeds.map(seed => trial(condition, family, seed))),
  ),
}

/** A made-up figure with everything that one can have. */
export const sampleFigure: FigureResult = {
  version: 1,
  figure: 'ordering',
  title: 'The ordering of rules under label noise',
  hypothesis:
    'The paper orders the rules by their best test accuracy under label noise: SGD and L-SAM lowest, 1-SAM and J-SAM highest. Here that would show as intervals of paired differences above zero at 40 % noise, and none without noise.',
  size: 'default',
  summary:
    '1-SAM peaks 2.1 points above SGD at 40 % symmetric noise, and its Jacobian term alone does as well; without noise no rule stands out.',
  claims: [
    {
      paper: '1-SAM reaches a higher peak than SGD under label noise.',
      found: 'With 40 % noise 1-SAM peaks at 84.1 %, SGD at 81.9 %.',
      evidence: {
        quantity: '1-SAM − SGD, peak',
        estimate: 0.021,
        low: 0.012,
        high: 0.031,
        unit: 'share',
        seeds: 5,
      },
      verdict: 'agrees',
    },
    {
      paper: 'J-SAM, which perturbs the Jacobian alone, keeps most of the gain.',
      found: 'J-SAM has 94 % of the gain of 1-SAM over SGD.',
      evidence: {
        quantity: 'share of the gain',
        estimate: 0.94,
        low: 0.71,
        high: 1.18,
        unit: 'number',
        seeds: 5,
      },
      verdict: 'agrees',
    },
    {
      paper: 'L-SAM, which perturbs the logits alone, has no gain.',
      found: 'L-SAM can’t be told from SGD, but the interval is wide.',
      evidence: {
        quantity: 'L-SAM − SGD, peak',
        estimate: 0.003,
        low: -0.011,
        high: 0.017,
        unit: 'share',
        seeds: 5,
      },
      verdict: 'open',
    },
    {
      paper: 'SAM with a whole batch as its group does as well as 1-SAM.',
      found: 'SAM with ρ = 0.1 stays 1.2 points below 1-SAM.',
      evidence: {
        quantity: 'SAM − 1-SAM, peak',
        estimate: -0.012,
        low: -0.019,
        high: -0.005,
        unit: 'share',
        seeds: 5,
      },
      verdict: 'disagrees',
    },
    {
      paper: 'The gain is largest for deep networks.',
      found: 'No deep network was trained at this size.',
      evidence: null,
      verdict: 'open',
    },
  ],
  panels: samplePanels,
  notes: [
    'The paper trains a ResNet-18 on CIFAR-10; this is an MLP on Fashion-MNIST.',
    'Peaks are chosen on the test set, as in the paper.',
  ],
  study: sampleStudy,
  command: 'planish reproduce ordering --backend native --seeds 5',
  backend: { name: 'native', device: '2 × CPU (tfjs-node)', version: '4.22.0' },
  versions: { planish: '0.0.0', tfjs: '4.22.0', node: 'v20.20.2', commit: '0123abc' },
  seconds: 754,
}

/** Text that HTML would take for its own. */
export const hostile = `</script><script>alert(1)</script>"'&<b>`

/** Values that a chart could stumble over, in each kind of panel. */
export const oddPanels: readonly Panel[] = [
  {
    kind: 'lines',
    id: 'twelve',
    title: `Twelve ${hostile}`,
    caption: hostile,
    x: { label: 'epoch', format: 'count' },
    y: { label: hostile, format: 'number' },
    series: Array.from({ length: 12 }, (_, row) => ({
      label: `${hostile} a very long label that fits nowhere, number ${row}`,
      row,
      points: curve(row % 6, 12).map((point, index) =>
        row === 3 && index > 5 ? { ...point, mean: Number.NaN } : point,
      ),
    })),
    references: [{ axis: 'y', at: 0.8, label: hostile }],
  },
  {
    kind: 'lines',
    id: 'one-point',
    title: 'One point',
    caption: 'Of one line.',
    x: { label: 'noise rate', format: 'percent' },
    y: { label: 'accuracy', format: 'percent' },
    series: [
      { label: 'SGD', row: 0, points: [{ x: 0.4, mean: 0.8, low: 0.8, high: 0.8 }] },
      { label: 'none', row: 1, points: [] },
    ],
  },
  {
    kind: 'lines',
    id: 'no-points',
    title: 'No point',
    caption: 'Nothing was measured.',
    x: { label: 'rate', format: 'number', scale: 'log' },
    y: { label: 'loss', format: 'scientific', scale: 'log' },
    series: [],
  },
  {
    kind: 'lines',
    id: 'not-positive',
    title: 'Logarithms of what has none',
    caption: 'Zeros and negative numbers are left out.',
    x: { label: 'rate', format: 'number', scale: 'log' },
    y: { label: 'loss', format: 'scientific', scale: 'log' },
    series: [
      {
        label: 'SGD',
        row: 0,
        points: [0, 0.01, 0.1, 1].map(x => ({ x, mean: x - 0.05, low: x - 0.05, high: x })),
      },
    ],
  },
  {
    kind: 'smallLines',
    id: 'small-odd',
    title: 'Small and odd',
    caption: 'An empty panel, and one of one point.',
    x: { label: 'epoch', format: 'count' },
    y: { label: 'accuracy', format: 'percent' },
    panels: [
      { title: hostile, series: [] },
      {
        title: 'one',
        series: [
          { label: 'clean', row: 0, points: [{ x: 1, mean: 0.5, low: Number.NaN, high: Number.NaN }] },
          { label: 'noisy', row: 1, points: [{ x: 1, mean: 0.5, low: 0.5, high: 0.5 }] },
        ],
      },
    ],
  },
  {
    kind: 'intervals',
    id: 'intervals-odd',
    title: 'Intervals without ends',
    caption: 'One seed has no interval.',
    x: { label: hostile, format: 'number' },
    groups: [
      {
        title: '',
        rows: [
          {
            label: 'a label that is far too long to stand before its dot on any page at all',
            row: 0,
            mean: -1.5e-6,
            low: Number.NaN,
            high: Number.NaN,
          },
          { label: hostile, row: 1, mean: Number.NaN, low: Number.NaN, high: Number.NaN },
          { label: 'infinite', row: 2, mean: 2, low: Number.NEGATIVE_INFINITY, high: 3 },
        ],
      },
      { title: 'empty', rows: [] },
    ],
  },
  {
    kind: 'scatter',
    id: 'scatter-odd',
    title: 'Dots that lie on each other',
    caption: 'And one that is none.',
    x: { label: 'x', format: 'scientific' },
    y: { label: 'y', format: 'count' },
    groups: [
      {
        label: hostile,
        row: 0,
        points: [
          { x: 1, y: 1, label: 'first' },
          { x: 1, y: 1, label: 'second' },
          { x: Number.NaN, y: 2, label: hostile },
        ],
      },
      { label: 'none', row: 1, points: [] },
    ],
  },
  {
    kind: 'table',
    id: 'table-odd',
    title: 'A table with holes',
    caption: hostile,
    columns: [
      { label: hostile, format: 'text' },
      { label: 'value', format: 'number' },
    ],
    rows: [[hostile, Number.NaN], ['short'], [null, Number.POSITIVE_INFINITY], [3, 12345678.9]],
  },
]

/** A figure in which everything is odd: foreign text, holes, and nothing trained. */
export const oddFigure: FigureResult = {
  ...sampleFigure,
  figure: 'odd',
  title: hostile,
  hypothesis: hostile,
  summary: hostile,
  size: 'quick',
  claims: [
    {
      paper: hostile,
      found: hostile,
      evidence: {
        quantity: hostile,
        estimate: Number.NaN,
        low: Number.NaN,
        high: Number.NaN,
        unit: 'number',
        seeds: 1,
      },
      verdict: 'open',
    },
  ],
  panels: oddPanels,
  notes: [hostile],
  study: { ...sampleFigure.study, choices: [], trials: [] },
  command: `planish reproduce odd --out '${hostile}'`,
  versions: { [hostile]: hostile },
  seconds: 0.4,
}
