/** Writes a line to standard output. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Writes a value as JSON to standard output. */
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2))
