import type { RunRecord } from '../run/record.ts'

/** A line for each trial of a run whose loss stopped being a number. */
export const diverged = ({ metrics, result }: RunRecord): string[] =>
  result.rows.flatMap(({ rule, label, trials }) =>
    trials.flatMap(({ seed }) => {
      const first = metrics.find(line => line.rule === rule && line.seed === seed && line.loss === null)
      return first === undefined
        ? []
        : [`${label}, seed ${seed}, diverged in epoch ${first.epoch}: a lower --learning-rate may help`]
    }),
  )
