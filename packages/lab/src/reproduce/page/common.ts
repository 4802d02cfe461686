import type { FigureResult } from '../result.ts'

/** What results have in common; where they differ, all that they have. */
export const sharedText = (
  results: readonly FigureResult[],
  text: (result: FigureResult) => string,
): string => [...new Set(results.map(text))].join(', ')

/** Time that all figures took. */
export const totalSeconds = (results: readonly FigureResult[]): number =>
  results.reduce((sum, { seconds }) => sum + seconds, 0)
