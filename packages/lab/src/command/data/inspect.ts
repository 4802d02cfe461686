import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { orThrow, PlanishError, toPlanishError } from '@planish/core'
import { corrupt, type Dataset, digestLabels, inspect } from '@planish/datasets'
import type { CacheOptions } from '@planish/datasets/node'
import type { Command } from 'commander'
import { seedKeys } from '../../run/seedKeys.ts'
import { decodeData } from '../../spec/data.ts'
import { decodeNoiseSpec } from '../../spec/noise.ts'
import { example } from '../example.ts'
import { action } from '../fail.ts'
import { number } from '../number.ts'
import { print, printJson } from '../print.ts'
import { className } from './className.ts'
import { contactSheet } from './contactSheet.ts'
import { downloadProgress } from './downloadProgress.ts'
import { heatMap } from './heatMap.ts'
import { type Inspected, inspectionPage } from './inspectionPage.ts'
import { drawing } from './rgbImage.ts'
import { sheetPng } from './sheetPng.ts'
import { svgFile } from './svgFile.ts'

interface Flags {
  readonly noise: string
  readonly seed: number
  readonly sheet?: string
  readonly heatmap?: string
  readonly perClass: number
  readonly json?: boolean
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** Fingerprints of what training sees. */
const checksums = ({ inputs, labels }: Dataset) => ({
  inputs: `sha256:${createHash('sha256')
    .update(new Uint8Array(inputs.buffer, inputs.byteOffset, inputs.byteLength))
    .digest('hex')}`,
  labels: digestLabels(labels),
})

/** A data set's training half, as noisy as asked, and its test half. */
async function inspected(spec: string, { noise, seed }: Flags, cache: CacheOptions) {
  const keys = seedKeys(seed)
  const { train, test } = orThrow(await orThrow(decodeData(spec)).value(keys.data, cache)())
  const decoded = orThrow(decodeNoiseSpec(noise))
  const data = decoded.value === undefined ? train : orThrow(corrupt(decoded.value, keys.noise)(train))
  const shown: Inspected = { data, found: inspect(data), test: inspect(test), noise: decoded.text }
  const found = {
    ...shown.found,
    checksum: checksums(data),
    test: { ...shown.test, checksum: checksums(test) },
  }
  return { shown, found }
}

/** Refuses a file that can't be written as asked, before anything is read. */
function requireEnding(flag: string, file: string | undefined, endings: readonly string[]): void {
  if (file === undefined || endings.includes(extname(file).toLowerCase())) return
  throw new PlanishError(
    'usage',
    `${flag} ${file}: the name must end in ${endings.join(' or ')}`,
    `write ${flag} FILE${endings[0]}`,
  )
}

const save = (file: string, content: string | Uint8Array): Promise<void> =>
  writeFile(file, content).catch(thrown => {
    throw toPlanishError('io', `${file} can't be written`)(thrown)
  })

async function writeSheet(file: string, shown: Inspected, perClass: number): Promise<void> {
  const images = orThrow(drawing(shown.data))
  const rows = contactSheet(shown.data, perClass)
  const isPage = extname(file).toLowerCase() === '.html'
  await save(file, isPage ? inspectionPage(shown, { rows, drawing: images }) : sheetPng(rows, images))
}

async function writeHeatMap(file: string, shown: Inspected): Promise<void> {
  const matrix = shown.found.realisedMatrix
  if (matrix === null) {
    throw new PlanishError(
      'usage',
      '--heatmap shows what noise has done, and there is none',
      'add --noise, as --noise symmetric:0.4',
    )
  }
  if (extname(file).toLowerCase() === '.html') return save(file, inspectionPage(shown))
  const names = matrix.map((_, label) => className(shown.data, label))
  const alternative = `Realised transition matrix of ${shown.found.name} with ${shown.noise}, in percent`
  await save(
    file,
    svgFile(heatMap({ matrix, names, alternative }, { width: 680, longestName: 16, className: 'map' })),
  )
}

/** `planish data inspect`. */
export const addDataInspect = (data: Command): Command =>
  data
    .command('inspect')
    .argument('<spec>', 'data set, as for train --data')
    .description('sizes, class counts, checksums, images, and how noisy the labels have become')
    .option('--noise <spec>', 'corrupt the training labels first', 'none')
    .option('--seed <n>', 'seed of the noise, the same as for train', number, 1)
    .option('--sheet <file>', 'write training images of each class, wrong labels marked, as .png or .html')
    .option('--per-class <n>', 'images of each class on the sheet', number, 10)
    .option('--heatmap <file>', 'write what the noise did to the labels, as .html or .svg')
    .option('--json', 'print JSON, with the realised transition matrix')
    .addHelpText(
      'after',
      example('planish data inspect fashionMnist --noise symmetric:0.4 --sheet sheet.html'),
    )
    .action(
      action(async (spec: string, flags: Flags) => {
        const { sheet, heatmap, perClass, json } = flags
        requireEnding('--sheet', sheet, ['.png', '.html'])
        requireEnding('--heatmap', heatmap, ['.html', '.svg'])
        if (!Number.isInteger(perClass) || perClass < 1) {
          throw new PlanishError('usage', `--per-class must be a whole number from 1, not ${perClass}`)
        }
        const progress = downloadProgress()
        const { shown, found } = await inspected(spec, flags, { onProgress: progress.onProgress }).finally(
          progress.stop,
        )
        if (sheet !== undefined) await writeSheet(sheet, shown, perClass)
        if (heatmap !== undefined) await writeHeatMap(heatmap, shown)
        if (json === true) return printJson(found)
        print(
          `${found.name}: ${found.size} training and ${found.test.size} test examples of shape ${found.inputShape.join('×')}`,
        )
        for (const [index, count] of found.countPerClass.entries()) {
          print(`  ${className(shown.data, index)}: ${count}`)
        }
        print(`wrong labels: ${percent(found.noiseRate)}`)
        print(`inputs ${found.checksum.inputs}`)
        print(`labels ${found.checksum.labels}`)
        for (const file of [sheet, heatmap]) if (file !== undefined) print(`written: ${file}`)
      }),
    )
