import type { Claim } from '../result.ts'

/** How the claims came out, in a sentence or two: `3 of 4 claims agree with what came out. 1 disagrees: …` */
export function agreement(claims: readonly Claim[]): string {
  const by = (verdict: Claim['verdict']) => claims.filter(claim => claim.verdict === verdict)
  const [agree, disagree, open] = [by('agrees'), by('disagrees'), by('open')]
  const against = disagree.map(({ paper, found }) => `${paper.slice(0, -1)}: not so. ${found}`)
  const undecided = open.length === 0 ? '' : `, ${open.length} left open`
  return [`${agree.length} of ${claims.length} claims came out as stated${undecided}.`, ...against].join(' ')
}
