import { orThrow } from '@planish/core'
import { corrupt, inspect } from '@planish/datasets'
import type { Command } from 'commander'
import { seedKeys } from '../run/seedKeys.ts'
import { decodeData } from '../spec/data.ts'
import { decodeNoiseSpec } from '../spec/noise.ts'
import { example } from './example.ts'
import { action } from './fail.ts'
import { number } from './number.ts'
import { print, printJson } from './print.ts'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

interface Flags {
  readonly noise: string
  readonly seed: number
  readonly json?: boolean
}

/** Sizes and labels of a data set's training half, as noisy as asked, and of its test half. */
async function inspection(spec: string, { noise, seed }: Flags) {
  const keys = seedKeys(seed)
  const { train, test } = orThrow(await orThrow(decodeData(spec)).value(keys.data)())
  const decoded = orThrow(decodeNoiseSpec(noise)).value
  const noisy = decoded === undefined ? train : orThrow(corrupt(decoded, keys.noise)(train))
  return { ...inspect(noisy), test: inspect(test) }
}

/** `planish data`. */
export function addData(program: Command): Command {
  const data = program
    .command('data')
    .description('look at data sets')
    .addHelpText('after', example('planish data inspect fashionMnist --noise symmetric:0.4'))
  data
    .command('inspect')
    .argument('<spec>', 'data set, as for train --data')
    .description('sizes, class counts, and how noisy the labels have become')
    .option('--noise <spec>', 'corrupt the training labels first', 'none')
    .option('--seed <n>', 'seed of the noise, the same as for train', number, 1)
    .option('--json', 'print JSON, with the realised transition matrix')
    .addHelpText('after', example('planish data inspect fashionMnist --noise symmetric:0.4'))
    .action(
      action(async (spec: string, flags: Flags) => {
        const found = await inspection(spec, flags)
        if (flags.json === true) return printJson(found)
        print(
          `${found.name}: ${found.size} training and ${found.test.size} test examples of shape ${found.inputShape.join('×')}`,
        )
        for (const [index, count] of found.countPerClass.entries()) {
          print(`  ${found.classNames?.[index] ?? `class ${index}`}: ${count}`)
        }
        print(`wrong labels: ${percent(found.noiseRate)}`)
      }),
    )
  return data
}
