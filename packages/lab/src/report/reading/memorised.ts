import { list, percent } from '../format.ts'
import type { Facts } from './facts.ts'
import type { Paragraph } from './paragraph.ts'

/** How much of the label noise each rule memorised. */
export function memorised({ noisy, rules }: Facts): Paragraph | null {
  if (!noisy) {
    return {
      topic: 'memorised',
      heading: 'Memorised label noise',
      sentences: ['No training label is wrong in this run, so there is no noise to memorise.'],
    }
  }
  const shares = rules
    .flatMap(({ name, row: { noisyTrain, cleanTrain } }) =>
      noisyTrain === null ? [] : [{ name, noisyTrain, cleanTrain }],
    )
    .toSorted((a, b) => b.noisyTrain - a.noisyTrain)
  if (shares.length === 0) return null
  const clean = shares.flatMap(({ name, cleanTrain }) =>
    cleanTrain === null ? [] : [`${name} ${percent(cleanTrain)}`],
  )
  return {
    topic: 'memorised',
    heading: 'Memorised label noise',
    sentences: [
      `After the last epoch, this share of the wrong training labels was predicted as given, wrong: ${list(shares.map(({ name, noisyTrain }) => `${name} ${percent(noisyTrain)}`))}.`,
      ...(clean.length === 0 ? [] : [`Of the right training labels: ${list(clean)}.`]),
      'A network that memorised nothing would still match some wrong labels, by its own mistakes.',
    ],
  }
}
