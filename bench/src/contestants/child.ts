import { toPlanishError } from '@planish/core'
import type { Assignment } from '../protocol.ts'

/** A process that does what it is assigned, prints what it found as a line of JSON, and ends. */
export async function child<A = Assignment>(
  found: (assignment: A) => Promise<object | undefined>,
): Promise<void> {
  try {
    const result = await found(JSON.parse(process.argv[2] as string))
    if (result !== undefined) process.stdout.write(`${JSON.stringify(result)}\n`)
    process.exitCode = 0
  } catch (thrown) {
    process.stderr.write(`${toPlanishError('backend')(thrown).message}\n`)
    process.exitCode = 1
  }
  // Libraries may have left handles open; what was written to a pipe has to leave first.
  process.stdout.write('', () => process.exit())
}
