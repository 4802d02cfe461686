const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Characters that terminals draw two columns wide: East Asian wide and full-width ones, and emoji. */
const wide =
  /^(?:\p{Emoji_Presentation}|.\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}])/u

/** The text as the characters that people see: a letter and its accents are one. */
const graphemes = (text: string): readonly string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment)

const columns = (grapheme: string): number => (wide.test(grapheme) ? 2 : 1)

/**
 * Columns that a text takes on a terminal.
 *
 * @example
 * ```ts
 * displayWidth('ρ = 0.1') // 7
 * displayWidth('平坦') // 4
 * ```
 */
export const displayWidth = (text: string): number =>
  graphemes(text).reduce((sum, grapheme) => sum + columns(grapheme), 0)

/** The text cut to so many columns, its last one an ellipsis if something was cut off. */
export function cutToWidth(text: string, most: number): string {
  if (displayWidth(text) <= most) return text
  let kept = ''
  let width = 0
  for (const grapheme of graphemes(text)) {
    width += columns(grapheme)
    if (width > most - 1) break
    kept += grapheme
  }
  return `${kept}…`
}

/** The text with spaces before it, so that it takes so many columns. */
export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - displayWidth(text))) + text

/** The text with spaces behind it, so that it takes so many columns. */
export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)))
