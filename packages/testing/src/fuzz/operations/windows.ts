import type { Draws } from '../draws.ts'

/** How a window moves over an image, as tfjs takes it. */
export type Windows = {
  readonly strides: [number, number]
  readonly pad: Padding
  readonly dilations: [number, number]
}

export type Padding = 'same' | 'valid' | number | [Pair, Pair, Pair, Pair]
type Pair = [number, number]

/** Whether libtensorflow's binding refuses it: it knows 'same' and 'valid'. */
export const isExplicit = (pad: Padding): boolean =>
  typeof pad !== 'string' && [pad].flat(2).some(length => length > 0)

const windowLength = (draws: Draws): number => draws.oneOf([1, 2, 2, 3, 3, 3, 4, 5])

/** Height and width of a window. */
export const drawWindow = (draws: Draws): Pair =>
  draws.chance(0.25)
    ? [1, 1]
    : draws.chance(0.5)
      ? [windowLength(draws), windowLength(draws)]
      : draws.oneOf([
          [2, 2],
          [3, 3],
        ])

/** Padding is less than the window, so that every window sees something of the image. */
export function drawMoves(draws: Draws, window: Pair, dilated: boolean): Windows {
  const stride = draws.oneOf([1, 1, 2, 2, 3])
  const strides: Pair = draws.chance(0.8) ? [stride, stride] : [draws.whole(1, 3), draws.whole(1, 3)]
  const mayDilate = dilated && strides.every(length => length === 1) && draws.chance(0.3)
  const dilations: Pair = mayDilate ? [draws.whole(1, 3), draws.whole(1, 3)] : [1, 1]
  const [height, width] = window.map(length => Math.max(0, length - 1)) as Pair
  const ends = (most: number): Pair => [draws.whole(0, most), draws.whole(0, most)]
  const pad = draws.oneOf<() => Padding>([
    () => 'same',
    () => 'same',
    () => 'same',
    () => 'valid',
    () => 'valid',
    () => 'valid',
    () => draws.whole(0, Math.min(height, width)),
    () => [[0, 0], ends(height), ends(width), [0, 0]],
  ])()
  return { strides, pad, dilations }
}

/** A height and width that the window fits into at least once. */
export function drawImage(draws: Draws, window: Pair, { dilations, pad }: Windows): Pair {
  return [0, 1].map(axis => {
    const reach = ((window[axis] as number) - 1) * (dilations[axis] as number) + 1
    if (pad === 'same') return draws.whole(1, 11)
    const added = pad === 'valid' ? 0 : typeof pad === 'number' ? 2 * pad : sum(pad[axis + 1] as Pair)
    return Math.max(1, reach - added + draws.whole(0, 8))
  }) as Pair
}

const sum = ([a, b]: Pair): number => a + b

export const drawChannels = (draws: Draws): number => draws.oneOf([1, 1, 2, 3, 4, 5, 7, 8, 9, 16])
export const drawBatch = (draws: Draws): number => draws.oneOf([1, 1, 1, 2, 3])

/** A three-dimensional stride: on all but native, tfjs pads less than nothing where it is longer than the window. */
export const stride3d = (draws: Draws, window: readonly number[]): number =>
  draws.whole(1, Math.min(2, ...window))
