import * as z from 'zod'

// Options read the same from a specification's text (`m=1`, `hidden=512x512`, a bare flag) and from JSON (`1`,
// `[512, 512]`, `true`): texts are turned into what they denote, the rest is checked as it stands.

const toNumber = (value: unknown): unknown => {
  if (typeof value !== 'string' || value.trim() === '') return value
  const number = Number(value)
  return Number.isNaN(number) ? value : number
}

/** A real number that the given check accepts. */
export const real = (check: (number: z.ZodNumber) => z.ZodNumber = number => number) =>
  z.preprocess(toNumber, check(z.number()))

/** A whole number of at least `least`. */
export const whole = (least = 1) => z.preprocess(toNumber, z.int().min(least))

/** A flag: bare, or `true` or `false`. */
export const flag = () =>
  z.preprocess(value => (value === 'true' ? true : value === 'false' ? false : value), z.boolean())

const sizesWanted = 'must be whole numbers from 1 joined by x, as 512x512'

/** Sizes: `512x512`, or a list of whole numbers. */
export const sizes = (least = 1) =>
  z.preprocess(
    value =>
      typeof value === 'string'
        ? value.split('x').map(toNumber)
        : typeof value === 'number'
          ? [value]
          : value,
    z.array(z.int(sizesWanted).min(1, sizesWanted)).min(least),
  )

const groupSizeWanted = 'must be "batch" or a whole number from 1'

/** Size of the groups that share a perturbation. */
export const groupSize = () =>
  z.preprocess(
    toNumber,
    z.union([z.literal('batch'), z.int(groupSizeWanted).min(1, groupSizeWanted)], groupSizeWanted),
  )
