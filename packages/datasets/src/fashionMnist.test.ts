import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { orThrow } from '@planish/core'
import { afterEach, describe, expect, it } from 'vitest'
import { leftOf } from '../test/either.ts'
import { fashionMnistSubset as overHttp } from './fashionMnist.ts'
import { countLabels } from './labels.ts'
import { fashionMnistSubset } from './packagedFashionMnist.ts'

const shipped = (file: string): Promise<Buffer> =>
  readFile(new URL(`../data/fashion-mnist/${file}`, import.meta.url))

const digest = (bytes: Uint8Array | Float32Array): string => createHash('sha256').update(bytes).digest('hex')

describe('the shipped subset of Fashion-MNIST', () => {
  it.each([
    ['train-images-idx3-ubyte.gz', 'a171720287a1afb6b183960355c9c58134884856e3627fad90cce33534432538'],
    ['train-labels-idx1-ubyte.gz', 'be5e64ee2fb6609fb2a992b20b177bddf6430a8be752a09876ac6e4d4b113a73'],
    ['t10k-images-idx3-ubyte.gz', '63375d167f74ed17a0414d775fd3d25ecbfcc5e0d26d08eda9bc766abbf76848'],
    ['t10k-labels-idx1-ubyte.gz', 'de27bb3f72bf1ad305ba95607a35694ecd36de0881d26dd5e063be12fdfd6b58'],
  ])('%s is the file that the script made', async (file, sha256) => {
    expect(
      createHash('sha256')
        .update(await shipped(file))
        .digest('hex'),
    ).toBe(sha256)
  })

  it('is balanced, and its first images are those of Fashion-MNIST', async () => {
    const { train, test } = orThrow(await fashionMnistSubset()())
    expect(train.inputShape).toEqual([28, 28, 1])
    expect(train.scale).toEqual({ divide: 255, mean: 0.286 })
    expect(countLabels(train.labels, 10)).toEqual(new Array(10).fill(800))
    expect(countLabels(test.labels, 10)).toEqual(new Array(10).fill(400))
    // As in the original files, where no class is full that early.
    expect([...train.labels.subarray(0, 10)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5])
    expect([...test.labels.subarray(0, 10)]).toEqual([9, 2, 1, 1, 6, 1, 4, 6, 5, 7])
    expect(train.classNames?.[train.labels[0] ?? 0]).toBe('Ankle boot')
    expect([...train.inputs.subarray(3 * 28 + 12, 3 * 28 + 20)]).toEqual([1, 0, 0, 13, 73, 0, 0, 1])
  })
})

describe('fashionMnistSubset over HTTP', () => {
  const servers: (() => void)[] = []
  afterEach(() => {
    for (const close of servers.splice(0)) close()
  })

  async function serve(
    answer: (
      file: string,
    ) => Promise<{ status?: number; headers?: Record<string, string>; body: Uint8Array }>,
  ): Promise<string> {
    const server = createServer(async (request, response) => {
      const { status = 200, headers = {}, body } = await answer((request.url ?? '').split('/').pop() ?? '')
      response.writeHead(status, headers).end(body)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    servers.push(() => server.close())
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/data`
  }

  it('is what Node reads from the package, whether or not the server inflates', async () => {
    const local = orThrow(await fashionMnistSubset()())
    const plain = await serve(async file => ({ body: await shipped(file) }))
    const inflating = await serve(async file => ({
      headers: { 'content-encoding': 'gzip' },
      body: await shipped(file),
    }))
    for (const baseUrl of [plain, `${inflating}/`, new URL(plain)]) {
      const split = orThrow(await overHttp({ baseUrl })())
      for (const part of ['train', 'test'] as const) {
        expect({ ...split[part], inputs: digest(split[part].inputs) }).toEqual({
          ...local[part],
          inputs: digest(local[part].inputs),
        })
      }
    }
  })

  it('reports a file that is not there', async () => {
    const baseUrl = await serve(async () => ({ status: 404, body: new Uint8Array(0) }))
    const error = leftOf(await overHttp({ baseUrl })())
    expect(error.code).toBe('io')
    expect(error.message).toMatch(/ubyte\.gz: the server answered 404$/)
  })

  it('refuses other content, also when it is a good file', async () => {
    const baseUrl = await serve(async file => ({
      body: await shipped(file.replace('t10k-labels', 'train-labels')),
    }))
    const error = leftOf(await overHttp({ baseUrl })())
    expect(error.code).toBe('format')
    expect(error.message).toBe(
      't10k-labels-idx1-ubyte.gz: not the content that Planish ships (SHA-256 differs)',
    )
  })

  it('reports a baseUrl that leads nowhere', async () => {
    expect(leftOf(await overHttp({ baseUrl: 'data' })()).code).toBe('usage')
  })
})
