/**
 * `total` shared out over quotas that sum to it: each gets its whole part, those with the largest remainders one more.
 * Of equal remainders the earlier comes first.
 */
export function largestRemainder(quotas: readonly number[], total: number): number[] {
  const shares = quotas.map(Math.floor)
  const missing = total - shares.reduce((sum, share) => sum + share, 0)
  const remainders = quotas.map((quota, at) => ({ at, remainder: quota - Math.floor(quota) }))
  remainders.sort((a, b) => b.remainder - a.remainder || a.at - b.at)
  for (const { at } of remainders.slice(0, missing)) shares[at] = (shares[at] as number) + 1
  return shares
}
