/** What is wrong with the options that the toys in the plane share, or nothing. */
export function planeFault({
  size,
  sigma,
}: {
  readonly size: number
  readonly sigma: number
}): string | undefined {
  if (!Number.isInteger(size) || size < 0) return `size must be a whole number, not ${size}`
  if (!Number.isFinite(sigma) || sigma < 0) return `sigma must be a number of at least 0, not ${sigma}`
  return undefined
}
