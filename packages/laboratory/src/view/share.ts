import type { RaceSpec } from '../spec/spec.ts'
import { queryOf } from '../spec/url.ts'
import { element } from './element.ts'

/** Puts the whole specification into the page's address, without a step back to the one before. */
export const putInAddress = (spec: RaceSpec): void =>
  history.replaceState(history.state, '', `${location.pathname}?${queryOf(spec)}${location.hash}`)

/** Copies the page's address; false where the browser does not let it. */
export const copyAddress = (): Promise<boolean> =>
  (navigator.clipboard?.writeText(location.href) ?? Promise.reject()).then(
    () => true,
    () => false,
  )

/** Hands the visitor a file. */
export function downloadText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  element('a', { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
