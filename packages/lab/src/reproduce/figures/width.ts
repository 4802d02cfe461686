import { everyGain, gainNotes, gainPanels } from '../evidence/gain.ts'
import { figure } from '../figure.ts'
import type { Size } from '../result.ts'
import type { Condition, Study } from '../study/study.ts'
import { agreement } from './agreement.ts'
import { compared } from './compared.ts'
import { seeds, setting } from './setting.ts'

const withModel = (model: string, x: number): Condition => ({ name: `width ${x}`, x, config: { model } })

/** The usual network is left as it is, so that its trainings are shared. */
const usual = (x: number): Condition => ({ name: `width ${x}`, x, config: {} })

const conditions: { readonly [size in Size]: readonly Condition[] } = {
  quick: [withModel('mlp:16,init=heNormal', 16), usual(128), withModel('mlp:512,init=heNormal', 512)],
  default: [
    withModel('mlp:32x32,init=heNormal', 32),
    withModel('mlp:128x128,init=heNormal', 128),
    usual(512),
  ],
  paper: [withModel('resnet18:16', 16), withModel('resnet18:32', 32), usual(64)],
}

const study = (size: Size): Study => ({
  setting: setting[size],
  conditions: conditions[size],
  families: compared(size),
  seeds: seeds[size],
})

export const width = figure({
  name: 'width',
  title: 'Narrower and wider networks',
  hypothesis:
    'SAM’s gain over SGD under label noise is there at every width: 1-SAM and J-SAM should have a higher peak test accuracy than SGD in narrow and wide networks alike.',
  study,
  conclude: outcome => {
    const claims = everyGain(outcome, { everywhere: 'at every width' })
    return {
      summary: agreement(claims),
      claims,
      panels: gainPanels(outcome, { x: { label: 'width', format: 'count', scale: 'log' }, against: 'width' }),
      notes: [
        'The width is that of each hidden layer of a perceptron, or of the first stage of a ResNet.',
        ...gainNotes,
      ],
    }
  },
})
