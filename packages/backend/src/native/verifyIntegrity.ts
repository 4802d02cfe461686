import { fileDigest, rejected } from '@planish/core/node'

/** Throws, and removes the file, when it has not npm's form of a hash, `sha512-` and base64. */
export async function verifyIntegrity(file: string, expected: string): Promise<void> {
  const actual = `sha512-${await fileDigest(file, 'sha512', 'base64')}`
  if (actual !== expected) throw await rejected(file, actual, expected)
}
