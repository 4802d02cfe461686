import { createHash } from 'node:crypto'
import type { SourceFile } from '../src/source/source.ts'

/** A file as its publisher would state it. */
export const published = (
  name: string,
  content: Uint8Array,
  origins: readonly string[],
  algorithm: 'sha256' | 'md5' = 'sha256',
): SourceFile => ({
  name,
  urls: origins.map(origin => `${origin}/${name}`),
  bytes: content.length,
  checksum: `${algorithm}:${createHash(algorithm).update(content).digest('hex')}` as SourceFile['checksum'],
})
