/** Colours that differ in hue and lightness, each at least 4.5 : 1 on the page, in light and in dark. */
export const palette: readonly { readonly light: string; readonly dark: string }[] = [
  { light: '#525c6b', dark: '#b9c1cd' },
  { light: '#b4530a', dark: '#f0a35c' },
  { light: '#0b66b2', dark: '#6fb4fb' },
  { light: '#8b3fa6', dark: '#d3a0ee' },
  { light: '#0b7457', dark: '#57cfa6' },
  { light: '#bd2150', dark: '#fb93ac' },
  { light: '#68660c', dark: '#d2cd55' },
  { light: '#0d6d86', dark: '#69d0e2' },
]

/** Five and eight have no common divisor, so forty rules differ in colour or dashes. */
const dashes = ['none', '7 3', '2 3', '9 3 2 3', '4 2'] as const

/** How a rule's line is drawn, by its row in the table. */
export interface SeriesStyle {
  readonly colour: string
  readonly dash: string
}

/** The style of the rule in the given row; colours are CSS variables, so that they follow the colour scheme. */
export const seriesStyle = (row: number): SeriesStyle => ({
  colour: `var(--series-${row % palette.length})`,
  dash: dashes[row % dashes.length] ?? 'none',
})
