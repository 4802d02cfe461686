import { PlanishError } from '@planish/core'

/** The error with the name of the file that it is about. */
export const inFile =
  (file: string) =>
  (error: PlanishError): PlanishError =>
    new PlanishError(error.code, `${file}: ${error.message}`, error.hint, { cause: error })
