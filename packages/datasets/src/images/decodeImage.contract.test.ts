import { orThrow } from '@planish/core'
import { expect, it } from 'vitest'
import { bytesOf } from '../../test/base64.ts'
import { sha256Hex } from '../digest.ts'
import { decodeImage } from './decodeImage.ts'
import { fitImage } from './fitImage.ts'
import golden from './pillow.golden.json' with { type: 'json' }

it('decodes and fits images to the same bits in Node and in the browser', async () => {
  const digests: string[] = []
  for (const { file } of Object.values(golden.images)) {
    const image = orThrow(await decodeImage(bytesOf(file))())
    digests.push(sha256Hex(image.data), sha256Hex(orThrow(fitImage(image, { size: 12 })).data))
  }
  expect(sha256Hex(new TextEncoder().encode(digests.join('\n')))).toBe(
    '8bb1a2a1e5a03a3bc9ecaf4b67444c3f84a41938124cf4d89065a7d3909609cc',
  )
})
