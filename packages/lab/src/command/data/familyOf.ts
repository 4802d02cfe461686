import type { Source } from '@planish/datasets'

/** What the versions of a source have in common, and a specification begins with: `emnist` of `emnist:letters`. */
export const familyOf = ({ name }: Source): string => name.replace(/:.*$/, '')
