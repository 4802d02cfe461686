import type { Dataset } from '@planish/datasets'

/** What a class is called. */
export const className = ({ classNames }: Pick<Dataset, 'classNames'>, label: number): string =>
  classNames?.[label] ?? `class ${label}`
