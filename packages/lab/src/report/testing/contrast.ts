/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours, as WCAG 2.2 defines it. */
export function contrast(first: string, second: string): number {
  const dark = Math.min(luminance(first), luminance(second))
  const light = Math.max(luminance(first), luminance(second))
  return (light + 0.05) / (dark + 0.05)
}
