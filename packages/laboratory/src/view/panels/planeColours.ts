/** Red, green and blue, each 0 to 255. */
export type Rgb = readonly [number, number, number]

/** Colours of a picture of the plane. */
export interface PlaneColours {
  readonly zero: Rgb
  readonly one: Rgb
  /** Where both classes are as probable. */
  readonly even: Rgb
  readonly zeroPoint: string
  readonly onePoint: string
  readonly ink: string
}

const light: PlaneColours = {
  zero: [120, 176, 232],
  one: [240, 168, 104],
  even: [250, 250, 250],
  zeroPoint: '#0b4f8a',
  onePoint: '#8f3d00',
  ink: '#111111',
}

const dark: PlaneColours = {
  zero: [28, 82, 138],
  one: [138, 72, 20],
  even: [26, 26, 30],
  zeroPoint: '#9fd0ff',
  onePoint: '#ffc38a',
  ink: '#ffffff',
}

/** The colours for the page as it is now; a canvas does not follow style sheets by itself. */
export const planeColours = (within: Element): PlaneColours =>
  within.closest('.dark') === null ? light : dark
