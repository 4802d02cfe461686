import { byOperation } from '../profile/measureProfile.ts'
import { type Figure, figuresOf, type Measured } from './figures.ts'
import type { Results } from './results.ts'

const significant = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

const number = (value: number | null | undefined): string => (value == null ? '' : significant(value))

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n')
}

function verdict({ required, least }: Figure, { value, processor }: Measured): string {
  const meets = (found: number): boolean => (least ? found >= required : found <= required)
  if (processor == null || meets(value) === meets(processor)) return meets(value) ? 'met' : '**missed**'
  return meets(value) ? 'met by the clock only' : 'met by the processor’s time only'
}

const figures = (results: Results): string =>
  table(
    ['', 'required', 'measured', 'by the processor’s time', 'limit', ''],
    figuresOf(results).map(figure => {
      const { what, required, least, measured } = figure
      return [
        what,
        `${least ? '≥' : '≤'} ${required}`,
        measured === undefined ? 'not measured' : significant(measured.value),
        number(measured?.processor),
        number(measured?.limit),
        measured === undefined ? '' : verdict(figure, measured),
      ]
    }),
  )

const times = ({ rows }: Results): string =>
  table(
    [
      'model',
      'batch',
      'backend',
      'rule',
      'ms, fastest',
      'ms, median',
      'to SGD',
      'by the processor’s time',
      'limit',
      'steps',
    ],
    rows.map(row => [
      row.model,
      String(row.batchSize),
      row.software ? `${row.backend} (imitated)` : row.backend,
      row.rule,
      row.failed === null ? number(row.min) : row.failed,
      number(row.milliseconds),
      number(row.ratioOfFastest),
      number(row.ratioOfProcessor),
      number(row.limit),
      String(row.repetitions),
    ]),
  )

const memory = ({ memory }: Results): string =>
  table(
    ['model', 'backend', 'rule', 'MiB', 'to SGD', 'of them tensors, MiB', 'to SGD', 'before, MiB'],
    memory.map(row => [
      row.model,
      row.backend,
      row.rule,
      mebibytes(row.bytes),
      significant(row.ratio),
      mebibytes(row.tensorBytes),
      significant(row.tensorRatio),
      mebibytes(row.bytesBefore),
    ]),
  )

const soaks = ({ soaks }: Results): string =>
  table(
    ['model', 'backend', 'steps', 'tensors left behind', 'bytes a step in RAM', 'seconds', ''],
    soaks.map(soak => [
      soak.model,
      soak.software ? `${soak.backend} (imitated)` : soak.backend,
      String(soak.steps),
      String(soak.moreTensors),
      soak.bytesPerStep.toFixed(0),
      soak.seconds.toFixed(0),
      soak.failed ?? 'nothing grows',
    ]),
  )

/** Operations of a profile that are shown. */
const shown = 14

const profiles = ({ profiles }: Results): string =>
  profiles
    .map(profile => {
      const { model, backend, rule, listened } = profile
      const lines = byOperation(profile)
      const least = lines.toSorted((a, b) => b.milliseconds - a.milliseconds)[shown]?.milliseconds ?? 0
      return [
        `### ${model}, ${rule}, ${backend}: ${significant(listened)} ms`,
        '',
        table(
          ['operation', 'calls', 'ms', 'share', 'G multiply-adds/s', 'GB/s'],
          lines
            .filter(({ milliseconds }) => milliseconds > least)
            .map(line => [
              line.operation,
              line.calls === 0 ? '' : String(line.calls),
              line.milliseconds.toFixed(1),
              `${(line.share * 100).toFixed(1)} %`,
              line.multiplyAdds === 0 ? '' : (line.multiplyAdds / line.milliseconds / 1e6).toFixed(1),
              line.bytes === 0 ? '' : (line.bytes / line.milliseconds / 1e6).toFixed(1),
            ]),
        ),
      ].join('\n')
    })
    .join('\n\n')

const sources = ({ sources }: Results): string =>
  table(
    ['file', 'command', 'commit', 'date', 'machine', 'load'],
    sources.map(({ file, command, commit, date, threads, machine }) => [
      `[${file}](../bench/results/${file})`,
      `\`${command}\``,
      (commit ?? '').slice(0, 7),
      date.slice(0, 10),
      `${machine.processor}, ${machine.cores} cores, ${(machine.bytes / 2 ** 30).toFixed(0)} GiB, ${machine.platform}, Node ${machine.node}${threads === undefined ? '' : `, ${threads} threads`}`,
      number(machine.load),
    ]),
  )

const parts: { readonly [name: string]: (results: Results) => string } = {
  figures,
  times,
  memory,
  soaks,
  profiles,
  sources,
}

/** A text in which what stands between `<!-- NAME -->` and `<!-- /NAME -->` is what the results say. */
export const rendered = (text: string, results: Results): string =>
  Object.entries(parts).reduce(
    (page, [name, part]) =>
      page.replace(
        new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`),
        (_, begin: string, end: string) => `${begin}\n\n${part(results)}\n\n${end}`,
      ),
    text,
  )
