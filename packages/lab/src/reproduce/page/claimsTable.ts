import { type Html, html } from '../../report/html.ts'
import type { Claim } from '../result.ts'
import { spelt } from './evidence.ts'
import { verdictBadge } from './verdict.ts'

function evidenceCell(evidence: Claim['evidence']): Html {
  if (evidence === null) return html`<span class="quantity">nothing measured decides it</span>`
  const { estimate, interval, seeds } = spelt(evidence)
  return html`<span class="quantity">${evidence.quantity}</span> <b>${estimate}</b>${interval === null ? null : html` <span class="interval">${interval}</span>`} <span class="seeds">${seeds}</span>`
}

const line = ({ paper, found, evidence, verdict }: Claim): Html =>
  html`<tr><th scope="row">${paper}</th><td data-of="here">${found}</td><td data-of="evidence">${evidenceCell(evidence)}</td><td data-of="verdict">${verdictBadge(verdict)}</td></tr>\n`

/** Claims that belong together, under a heading if they have one. */
interface ClaimGroup {
  readonly heading: Html | null
  readonly claims: readonly Claim[]
}

const body = ({ heading, claims }: ClaimGroup): Html => html`<tbody>
${heading === null ? null : html`<tr class="group"><th scope="rowgroup" colspan="4">${heading}</th></tr>\n`}${claims.map(line)}</tbody>
`

/** What the paper says, what came out, the number that decides with its interval, and whether they agree. */
export const claimsTable = (groups: readonly ClaimGroup[]): Html => html`<table class="claims">
<caption>The number that decides stands with its 95 % interval over the seeds; differences of accuracies are in points of percent.</caption>
<thead><tr><th scope="col">the paper says, or one would expect</th><th scope="col">we found</th><th scope="col">evidence</th><th scope="col">verdict</th></tr></thead>
${groups.map(body)}</table>`
