import { describe, expect, it } from 'vitest'
import { palette } from '../seriesStyle.ts'
import { schemes } from './styles.ts'

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(first: string, second: string): number {
  const dark = Math.min(luminance(first), luminance(second))
  const light = Math.max(luminance(first), luminance(second))
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['light', 'dark'] as const)('the %s scheme', name => {
  const { page, surface, ink, soft, accent, clean, noisy } = schemes[name]
  const colours: { readonly [colour: string]: string } = {
    ink,
    soft,
    accent,
    clean,
    noisy,
    ...Object.fromEntries(palette.map((series, index) => [`series ${index}`, series[name]])),
  }

  it.each(Object.entries(colours))('shows %s with the contrast of WCAG AA', (_colour, value) => {
    expect(contrast(value, page)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(value, surface)).toBeGreaterThanOrEqual(4.5)
  })
})
