/** How a number is written: a share as percent, a number with so many digits, or a count. */
export type Format = 'percent' | 'number' | 'count' | 'scientific'

/** What an axis measures. */
export interface Axis {
  readonly label: string
  readonly format: Format
  /** Default linear. A logarithmic axis takes positive values alone. */
  readonly scale?: 'linear' | 'log'
  /** Limits; from the values if left out. */
  readonly domain?: readonly [number, number]
}

/** A value with what it was in the lowest and the highest seed, or with the ends of its interval. */
export interface Spread {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** A line: the style follows from `row`, so that a rule looks the same in all panels of a page. */
export interface LineSeries {
  readonly label: string
  readonly row: number
  readonly points: readonly (Spread & { readonly x: number })[]
}

/** What all panels have. */
interface Captioned {
  /** Names it on its page, in the address too: `test-accuracy`. */
  readonly id: string
  readonly title: string
  /** How to read it, a sentence or two; what bands and whiskers stand for. */
  readonly caption: string
}

/** Lines over a number: epochs, noise rates, widths. */
export interface LinesPanel extends Captioned {
  readonly kind: 'lines'
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly LineSeries[]
  /** Lines across to compare with. */
  readonly references?: readonly { readonly axis: 'x' | 'y'; readonly at: number; readonly label: string }[]
}

/** Small panels of lines side by side, one for each rule or condition, on the same axes. */
export interface SmallLinesPanel extends Captioned {
  readonly kind: 'smallLines'
  readonly x: Axis
  readonly y: Axis
  readonly panels: readonly { readonly title: string; readonly series: readonly LineSeries[] }[]
  /** Whether rows 0 and 1 stand for clean and noisy examples and have their colours. */
  readonly cleanAndNoisy?: boolean
}

/** A dot with its interval for each row, in groups. */
export interface IntervalsPanel extends Captioned {
  readonly kind: 'intervals'
  readonly x: Axis
  readonly groups: readonly {
    /** Empty where there is one group. */
    readonly title: string
    readonly rows: readonly (Spread & { readonly label: string; readonly row: number })[]
  }[]
  readonly reference?: { readonly at: number; readonly label: string }
}

/** One dot for each thing measured: does x go with y? */
export interface ScatterPanel extends Captioned {
  readonly kind: 'scatter'
  readonly x: Axis
  readonly y: Axis
  readonly groups: readonly {
    readonly label: string
    readonly row: number
    readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[]
  }[]
}

/** What no chart shows better. */
export interface TablePanel extends Captioned {
  readonly kind: 'table'
  readonly columns: readonly { readonly label: string; readonly format: Format | 'text' }[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/** A part of a figure's picture, as data: the page draws it and sets a table behind it. */
export type Panel = LinesPanel | SmallLinesPanel | IntervalsPanel | ScatterPanel | TablePanel
