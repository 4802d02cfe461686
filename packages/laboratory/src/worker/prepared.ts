import { type NoisyDataset, size } from '@planish/datasets'
import { version_core } from '@tensorflow/tfjs-core'
import manifest from '../../package.json' with { type: 'json' }
import type { Race } from '../race/race.ts'
import type { ChosenBackend, PlanePoints, Prepared, WrongImage } from './messages.ts'

function pointsOf({ inputs, labels, mask }: NoisyDataset, window: Race['window']): PlanePoints | null {
  return window === null ? null : { window, positions: Float32Array.from(inputs), labels, mask }
}

function imagesOf(train: NoisyDataset, shown: Int32Array): readonly WrongImage[] {
  const { inputs, inputShape, classNames = [] } = train
  const [height = 0, width = 0] = inputShape
  if (inputShape.length !== 3 || !(inputs instanceof Uint8Array)) return []
  const nameOf = (label: number | undefined) => classNames[label ?? -1] ?? String(label)
  return Array.from(shown, index => ({
    width,
    height,
    pixels: inputs.slice(index * width * height, (index + 1) * width * height),
    said: nameOf(train.labels[index]),
    is: nameOf(train.cleanLabels[index]),
  }))
}

/** What the page is told of a race before it starts. */
export const preparedFor = (race: Race, train: NoisyDataset, backend: ChosenBackend): Prepared => ({
  backend,
  versions: { planish: manifest.version, tfjs: version_core, [backend.name]: backend.version },
  examples: size(train),
  wrongExamples: train.mask.reduce((sum, wrong) => sum + wrong, 0),
  points: pointsOf(train, race.window),
  images: imagesOf(train, race.shown),
})
