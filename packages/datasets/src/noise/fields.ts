import * as z from 'zod/mini'

// Fields that the specifications of several kinds share.

const range = 'must be in [0, 1]: a fraction, not a percentage'

/** A share of labels, or a probability. */
export const share = () => z.number().check(z.gte(0, range), z.lte(1, range))

/** How replaced labels are counted. */
export const counting = () => z._default(z.enum(['iid', 'exact']), 'iid')

/** What `digest` writes. */
export const digestField = () =>
  z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/, 'is not sha256: and 64 hexadecimal digits'))
