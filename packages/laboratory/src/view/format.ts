/** A share as whole per cent: `61 %`, or a dash where there is none. */
export const percent = (share: number | null): string =>
  share === null ? '–' : `${Math.round(100 * share)} %`

/** A ratio to three digits: `1.07×`. */
export const times = (ratio: number | null): string =>
  ratio === null || !Number.isFinite(ratio) ? '–' : `${Number(ratio.toPrecision(3))}×`
