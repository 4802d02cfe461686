import { describe, expect, it } from 'vitest'
import { palette } from '../seriesStyle.ts'
import { contrast } from '../testing/contrast.ts'
import { schemes } from './styles.ts'

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
