import { readFile } from 'node:fs/promises'
import { orThrow } from '@planish/core'
import { checkDataset, type Dataset, identityScale } from '@planish/datasets'

/** Each column with mean 0 and variance 1, so that none outweighs the others. */
function standardise(rows: readonly (readonly number[])[]): number[][] {
  const columns = (rows[0] ?? []).map((_, column) => rows.map(row => row[column] ?? Number.NaN))
  const scaled = columns.map(values => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return values.map(value => (value - mean) / Math.sqrt(variance))
  })
  return rows.map((_, row) => scaled.map(values => values[row] ?? Number.NaN))
}

/** The table: all columns but the last are numbers, the last is the class. */
export async function readPenguins(): Promise<Dataset & { readonly classNames: readonly string[] }> {
  const text = await readFile(new URL('penguins.csv', import.meta.url), 'utf8')
  const [, ...lines] = text.trim().split('\n')
  const rows = lines.map(line => line.split(','))
  const species = rows.map(row => row.at(-1) ?? '')
  const classNames = [...new Set(species)]
  const features = standardise(rows.map(row => row.slice(0, -1).map(Number)))
  return orThrow(
    checkDataset({
      name: 'penguins',
      inputs: Float32Array.from(features.flat()),
      inputShape: [features[0]?.length ?? 0],
      labels: Int32Array.from(species, name => classNames.indexOf(name)),
      classes: classNames.length,
      classNames,
      scale: identityScale,
    }),
  )
}
