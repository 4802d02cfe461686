import type { RaceSpec } from '../spec/spec.ts'
import { queryOf } from '../spec/url.ts'
import type { Prepared } from '../worker/messages.ts'
import type { Seen } from './panels/panel.ts'

/** A run as JSON: all that is needed to run it again, and what it gave. No times, so that two runs can be compared. */
export const recordOf = (spec: RaceSpec, { backend, versions }: Prepared, seen: Seen): string =>
  JSON.stringify(
    {
      format: 'planish-laboratory-run',
      version: 1,
      spec,
      query: queryOf(spec),
      backend,
      versions,
      measurements: seen.measurements,
      diverged: seen.diverged,
    },
    null,
    2,
  )
