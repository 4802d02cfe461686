import { readFileSync } from 'node:fs'

/** The bytes of a file under `test/fixtures`. */
export const fixture = (path: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`fixtures/${path}`, import.meta.url)))
