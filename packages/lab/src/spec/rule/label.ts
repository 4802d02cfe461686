import type { Term } from '@planish/optim'

/** What a label tells of the options that most rules take, where they are not the default. */
interface Told {
  readonly m?: number | 'batch'
  readonly term?: Term
  readonly weightDecay?: number
}

/** `GSAM (ρ = 0.1)`, `1-GSAM (…)`; the other terms by name. */
export function labelOf(
  name: string,
  { m = 'batch', term = 'full', weightDecay = 0 }: Told,
  details: readonly string[],
): string {
  const all = [
    ...details,
    ...(term === 'full' ? [] : [`${term} term`]),
    ...(weightDecay > 0 ? [`λ = ${weightDecay} inside`] : []),
  ]
  return `${m === 'batch' ? '' : `${m}-`}${name} (${all.join(', ')})`
}
