import type * as z from 'zod'

const typeNames: { readonly [type: string]: string } = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** `at least 1`, `above 0`, `at most 1`, `below 1`. */
function bound({ code, inclusive, ...limits }: z.core.$ZodRawIssue): string {
  return code === 'too_small'
    ? `${inclusive === true ? 'at least' : 'above'} ${limits.minimum}`
    : `${inclusive === true ? 'at most' : 'below'} ${limits.maximum}`
}

function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined
      ? 'is missing'
      : `must be ${typeNames[String(issue.expected)] ?? issue.expected}`
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined
  return issue.origin === 'array' ? `must have ${bound(issue)} entries` : `must be ${bound(issue)}`
}

/** Makes a schema put its complaints so that they go on from the name of what is wrong: `must be at least 1`. */
export const wording = { reportInput: true, error: inWords } satisfies z.core.ParseContext<z.core.$ZodIssue>

const inQuotes = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value)

/** What a schema that was parsed with {@link wording} complains about first. */
export interface Complaint {
  /** The path of the field or option, `rows.0.peak`; empty when it is the whole. */
  readonly name: string
  /** `must be at least 1, not 0`, `is missing`. */
  readonly what: string
  /** Names that the schema does not know. */
  readonly unknown: readonly string[]
}

/** The first complaint of a schema, in words. */
export function complaintOf({ issues }: z.core.$ZodError): Complaint {
  const [issue] = issues
  if (issue === undefined) return { name: '', what: 'is not valid', unknown: [] }
  const name = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return { name, what: `has no ${issue.keys.join(', ')}`, unknown: issue.keys }
  }
  const { input } = issue
  const shown = input === undefined || (typeof input === 'object' && input !== null)
  return { name, what: shown ? issue.message : `${issue.message}, not ${inQuotes(input)}`, unknown: [] }
}
