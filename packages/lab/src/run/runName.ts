import { fingerprint } from './config.ts'
import type { ExperimentConfig } from './record.ts'

const longestName = 80

/** As part of a path on any system. */
const pathWord = (text: string): string => text.replace(/[^\w.=+-]+/g, '-')

/** The name of a run's folder among others: what tells it from them, and a digest of the whole configuration. */
export const runName = (told: readonly string[], config: ExperimentConfig): string =>
  `${pathWord(told.join('_')).slice(0, longestName)}-${fingerprint(config).slice(0, 8)}`
