import * as z from 'zod'

/** Rows as a specification writes them, `0.9x0.1/0.2x0.8`, from that text or from lists of numbers. */
export const numbersOfRows = (text: string): number[][] =>
  text.split('/').map(row => row.split('x').map(entry => (entry.trim() === '' ? Number.NaN : Number(entry))))

const asWritten = (rows: readonly (readonly unknown[])[]): string => rows.map(row => row.join('x')).join('/')

const isRows = (value: unknown): value is readonly (readonly unknown[])[] =>
  Array.isArray(value) && value.every(Array.isArray)

const wanted = 'must be rows of numbers, as 0.9x0.1/0.2x0.8'

/** A matrix: `0.9x0.1/0.2x0.8`, or a list of its rows; as text, with each number as JavaScript writes it. */
export const rowsOfNumbers = () =>
  z.preprocess(
    value => {
      const text = isRows(value) ? asWritten(value) : value
      if (typeof text !== 'string') return text
      const rows = numbersOfRows(text)
      return rows.flat().every(Number.isFinite) ? asWritten(rows) : text
    },
    z.string(wanted).refine(text => numbersOfRows(text).flat().every(Number.isFinite), wanted),
  )
