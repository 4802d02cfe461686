import type { ResultRow } from '../run/record.ts'

const withoutParameters = (label: string): string => label.replace(/\s*\([^()]*\)\s*$/u, '') || label

const isUnique = <A>(items: readonly A[], item: A): boolean => items.indexOf(item) === items.lastIndexOf(item)

/**
 * The shortest name of each row that no other row has: its label without the parameters, else its label, else
 * its label with the row's number.
 *
 * @example
 * ```ts
 * shortNames([{ rule: 'sgd', label: 'SGD' }, { rule: 'sam:rho=0.03,m=1', label: '1-SAM (ρ = 0.03)' }])
 * // ['SGD', '1-SAM']
 * ```
 */
export function shortNames(rows: readonly Pick<ResultRow, 'rule' | 'label'>[]): readonly string[] {
  const labels = rows.map(({ label }) => label)
  const names = labels.map(withoutParameters)
  return rows.map(({ rule }, index) => {
    const name = names[index] ?? rule
    const label = labels[index] ?? rule
    return isUnique(names, name) ? name : isUnique(labels, label) ? label : `${label} #${index + 1}`
  })
}
