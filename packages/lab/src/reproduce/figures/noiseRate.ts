import { whetherAbove } from '../evidence/claim.ts'
import { peakAtEqualCost } from '../evidence/equalCost.ts'
import { gainDifference, gainNotes, gainPanels, gainSlope } from '../evidence/gain.ts'
import { gainsInWords } from '../evidence/gainsInWords.ts'
import { accuracyAxis, againstCondition } from '../evidence/panels.ts'
import { final, peak } from '../evidence/quantity.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { Claim, Size } from '../result.ts'
import { ends } from '../study/ends.ts'
import type { Study } from '../study/study.ts'
import { agreement } from './agreement.ts'
import { compared } from './compared.ts'
import { rateCondition } from './rateCondition.ts'
import { seeds, setting, noiseRate as usualRate } from './setting.ts'

/** Rates of symmetric noise, the usual one among them; a class of ten is still the likeliest label at 80 %. */
const rates: { readonly [size in Size]: readonly number[] } = {
  quick: [0, usualRate.quick, 0.8],
  default: [0, 0.2, usualRate.default, 0.6, 0.8],
  paper: [0, usualRate.paper, 0.5, 0.7, 0.8],
}

const study = (size: Size): Study => ({
  setting: setting[size],
  conditions: rates[size].map(rateCondition),
  families: compared(size),
  seeds: seeds[size],
})

export const noiseRate = figure({
  name: 'noise-rate',
  title: 'SAM’s gain against the noise rate',
  hypothesis:
    'SAM’s gain over SGD in peak test accuracy is small on clean labels and grows with the share of wrong ones.',
  study,
  conclude: outcome => {
    const [clean, noisiest] = ends(outcome.study)
    const costs = [
      ['', peak],
      [' at equal gradient evaluations', peakAtEqualCost(outcome)],
    ] as const
    const claims = costs.flatMap(([cost, quantity]) =>
      ['J-SAM', '1-SAM'].flatMap((family): readonly Claim[] => {
        const slope = gainSlope(
          outcome,
          family,
          `slope of ${family}’s gain, from no label wrong to all${cost}`,
          quantity,
        )
        const most = gainDifference(outcome, family, { at: noisiest.name, than: clean.name }, quantity)
        return [
          {
            paper:
              cost === ''
                ? `${family}’s gain over SGD grows with the noise rate.`
                : `One would expect ${family}’s gain over SGD to grow with the noise rate${cost}.`,
            found: `A line through its gains rises by ${differenceInWords(slope)} from no noise to wrong labels alone.`,
            evidence: slope,
            verdict: whetherAbove(slope),
          },
          {
            paper: `One would expect ${family} to gain more at the strongest noise than on clean labels${cost}.`,
            found: `With ${noisiest.name} its gain lies ${differenceInWords(most)} from that with ${clean.name}.`,
            evidence: most,
            verdict: whetherAbove(most),
          },
        ]
      }),
    )
    const x = { label: 'share of wrong labels', format: 'percent' } as const
    return {
      summary: `${gainsInWords(outcome, 'J-SAM')} ${agreement(claims)}`,
      claims,
      panels: [
        ...gainPanels(outcome, { x, against: 'the noise rate' }),
        againstCondition(outcome, final, {
          id: 'final',
          title: 'Final test accuracy against the noise rate',
          caption: 'Test accuracy after the last epoch, without early stopping.',
          x,
          y: accuracyAxis('final test accuracy'),
        }),
      ],
      notes: [
        'Values are chosen anew at every noise rate, by validation labels that are as noisy.',
        'The slope is that of the least-squares line through a seed’s gains at all rates; a gain that rises and falls again is seen in the picture, not in it.',
        ...gainNotes.slice(1),
      ],
    }
  },
})
