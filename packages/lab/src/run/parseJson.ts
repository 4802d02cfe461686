import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'

/** Reads JSON text; a `format` error names where it stands. */
export const parseJson = (where: string, text: string): E.Either<PlanishError, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(text),
    thrown => new PlanishError('format', `${where} is not valid JSON: ${(thrown as Error).message}`),
  )
