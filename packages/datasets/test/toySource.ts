import { identityScale, type Source } from '@planish/datasets'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { published } from './published.ts'

/** The content of the toy's first file: as many bytes as a connection can break in. */
export const toyContent = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251)

/** A source of one file, whose bytes are both halves' inputs. */
export const toySource = (origins: readonly string[]): Source => ({
  name: 'toy',
  title: 'Toy',
  licence: 'MIT',
  homepage: 'https://example.org',
  files: [published('toy.bin', toyContent, origins)],
  read: file =>
    pipe(
      file('toy.bin'),
      TE.map(inputs => {
        const half = {
          name: 'toy',
          inputs,
          inputShape: [inputs.length],
          labels: Int32Array.of(0),
          classes: 1,
          scale: identityScale,
        }
        return { train: half, test: half }
      }),
    ),
})
