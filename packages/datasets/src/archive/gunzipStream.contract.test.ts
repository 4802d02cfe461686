import { orThrow } from '@planish/core'
import { gzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { gunzipStream } from './gunzipStream.ts'

it("the platform's zlib inflates, and refuses what is damaged, here as elsewhere", async () => {
  const content = Uint8Array.from({ length: 10_000 }, (_, i) => (i * i) % 251)
  const zipped = gzipSync(content, { mtime: 0 })
  expect(orThrow(await gunzipStream(zipped)())).toEqual(content)
  const forged = zipped.slice()
  forged[zipped.length - 8] = (forged[zipped.length - 8] ?? 0) ^ 1
  for (const bytes of [forged, zipped.slice(0, -20), Uint8Array.of(...zipped, ...zipped.subarray(0, 30))]) {
    const error = leftOf(await gunzipStream(bytes)())
    expect(error.code).toBe('format')
    expect(error.message).toMatch(/^corrupted gzip: /)
  }
})
