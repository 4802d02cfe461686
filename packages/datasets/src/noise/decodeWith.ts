import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { en } from 'zod/locales'
import type * as z from 'zod/mini'

// Given to each parse: zod/mini has no messages of its own, and to configure them globally is for applications.
const { localeError } = en()

const describe = (issues: readonly z.core.$ZodIssue[]): string =>
  issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')

/** Checks foreign data against a schema; the error names every field that is wrong. */
export const decodeWith =
  <Schema extends z.ZodMiniType>(what: string, schema: Schema) =>
  (input: unknown): E.Either<PlanishError, z.infer<Schema>> => {
    const result = schema.safeParse(input, { error: localeError })
    return result.success
      ? E.right(result.data)
      : E.left(new PlanishError('usage', `${what}: ${describe(result.error.issues)}`))
  }
