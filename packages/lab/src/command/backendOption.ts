import { backendNames } from '@planish/backend'
import { Option } from 'commander'

/** `--backend`. */
export const backendOption = (): Option =>
  new Option('--backend <name>', 'what computes').choices(['auto', ...backendNames]).default('auto')
