import { count, counted, list } from '../../report/format.ts'
import { type Html, html, markup } from '../../report/html.ts'
import type { Claim, Verdict } from '../result.ts'

/** Verdicts in words. */
export const verdictWords: { readonly [verdict in Verdict]: string } = {
  agrees: 'agrees',
  disagrees: 'disagrees',
  open: 'not decided',
}

/** A tick in a disc, a cross in a square, a question mark in a ring: told apart without colours. */
const signs: { readonly [verdict in Verdict]: Html } = {
  agrees: markup(
    '<circle cx="8" cy="8" r="8" fill="currentColor"/><path d="M4.3,8.3L7,11L11.7,5.4" stroke="var(--page)" stroke-width="2" fill="none"/>',
  ),
  disagrees: markup(
    '<rect width="16" height="16" rx="2" fill="currentColor"/><path d="M4.5,4.5L11.5,11.5M11.5,4.5L4.5,11.5" stroke="var(--page)" stroke-width="2" fill="none"/>',
  ),
  open: markup(
    '<circle cx="8" cy="8" r="7" stroke="currentColor" stroke-width="2" fill="none"/><path d="M5.8,6.3C6,3.6 10.2,3.8 10.1,6.3C10,7.7 8,7.6 8,9.4M8,11V12.4" stroke="currentColor" stroke-width="1.6" fill="none"/>',
  ),
}

/** A verdict as a sign and its word. */
export const verdictBadge = (verdict: Verdict): Html =>
  html`<span class="verdict ${verdict}"><svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">${signs[verdict]}</svg> ${verdictWords[verdict]}</span>`

const order: readonly Verdict[] = ['agrees', 'disagrees', 'open']

/** How many claims have which verdict: `3 agree and 1 is not decided`. */
export function tally(claims: readonly Pick<Claim, 'verdict'>[]): string {
  const parts = order.flatMap(verdict => {
    const found = claims.filter(claim => claim.verdict === verdict).length
    if (found === 0) return []
    const words = {
      agrees: found === 1 ? 'agrees' : 'agree',
      disagrees: found === 1 ? 'disagrees' : 'disagree',
      open: found === 1 ? 'is not decided' : 'are not decided',
    }
    return [`${count(found)} ${words[verdict]}`]
  })
  return list(parts)
}

/** Whether a claim is none that we know the paper to make. */
export const isOurs = ({ paper }: Pick<Claim, 'paper'>): boolean => paper.startsWith('One would expect')

/** Of how many claims which is true, as a sentence. */
export function tallySentence(claims: readonly Pick<Claim, 'verdict' | 'paper'>[]): string {
  const ours = claims.filter(isOurs)
  if (ours.length > 0 && ours.length < claims.length) {
    const papers = claims.filter(claim => !ours.includes(claim))
    return `Of ${counted(papers.length, 'claim')} of the paper’s, ${tally(papers)}; of ${count(ours.length)} that we add, ${tally(ours)}.`
  }
  if (claims.length === 0) return 'Nothing of the paper was to be compared.'
  const [only] = claims
  if (claims.length === 1 && only !== undefined) {
    return only.verdict === 'open'
      ? 'Whether it agrees with the paper is not decided.'
      : only.verdict === 'agrees'
        ? 'It agrees with the paper.'
        : 'It disagrees with the paper.'
  }
  return `Of ${count(claims.length)} claims, ${tally(claims)}.`
}
