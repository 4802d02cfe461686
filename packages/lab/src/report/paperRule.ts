import * as E from 'fp-ts/lib/Either.js'
import { parseSpec } from '../spec/parse.ts'

/** A rule that the paper compares; L- and J-SAM are 1-SAM's halves, so all three have m = 1. */
export type PaperRule = 'sgd' | 'lSam' | 'normRegularised' | 'jSam' | 'oneSam'

const samByTerm: { readonly [term: string]: PaperRule } = { full: 'oneSam', logit: 'lSam', jacobian: 'jSam' }

/**
 * Which of the paper's rules a specification names, whatever its radius or strength; null for any other, SAM with
 * other group sizes among them.
 *
 * @example
 * ```ts
 * paperRule('sam:rho=0.03,m=1,term=logit') // 'lSam'
 * paperRule('sam:rho=0.1') // null: its group is the batch
 * ```
 */
export function paperRule(specification: string): PaperRule | null {
  const parsed = parseSpec(specification)
  if (E.isLeft(parsed)) return null
  const { kind, options } = parsed.right
  if (kind === 'sgd' || kind === 'normRegularised') return kind
  if (kind !== 'sam' || Number(options.m) !== 1) return null
  return samByTerm[String(options.term ?? 'full')] ?? null
}
