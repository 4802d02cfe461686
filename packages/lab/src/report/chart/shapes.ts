/** Shapes of dots around the origin, about 10 wide, as SVG paths. */
const shapes = [
  'M0,-4.5A4.5,4.5 0 1 1 0,4.5A4.5,4.5 0 1 1 0,-4.5Z',
  'M-4,-4H4V4H-4Z',
  'M0,-5.2L5,4H-5Z',
  'M0,-5.5L4.5,0L0,5.5L-4.5,0Z',
  'M-1.7,-5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z',
] as const

/** The shape of the row's dots; five of them, so that with eight colours forty rows differ. */
export const shapeOf = (row: number): string => shapes[row % shapes.length] ?? shapes[0]
