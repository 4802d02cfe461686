import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { safetensors } from '@planish/core'
import { type FileServer, serving, startFileServer } from '@planish/testing/fileServer'
import { decode, encode } from 'fast-png'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fixture } from '../../../../datasets/test/fixture.ts'
import { published } from '../../../../datasets/test/published.ts'
import { runCommand } from '../testing/runCommand.ts'

const archive = fixture('cifar/cifar-10-binary.tar.gz')
const net = vi.hoisted(() => ({ origin: 'http://127.0.0.1:1' }))

// CIFAR-10 as its publisher has it, but of a few images, and served by a test.
vi.mock('@planish/datasets', async original => {
  const real = await original<typeof import('@planish/datasets')>()
  const name = 'cifar-10-binary.tar.gz'
  const file = published(name, fixture(`cifar/${name}`), [], 'md5')
  const cifar10 = {
    ...real.cifar10,
    files: [
      {
        ...file,
        get urls() {
          return [`${net.origin}/${name}`]
        },
      },
    ],
  }
  return {
    ...real,
    cifar10,
    sources: real.sources.map(source => (source.name === 'cifar10' ? cifar10 : source)),
  }
})

let root = ''
let server: FileServer
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'planish-data-'))
  vi.stubEnv('PLANISH_CACHE', join(root, 'cache'))
  server = await startFileServer()
  net.origin = server.origin
})
afterEach(() => {
  server.close()
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

const folder = () => join(root, 'cache', 'datasets', 'cifar10')

describe('data get', () => {
  it('fetches into the cache, tells of it line by line, and is quick the second time', async () => {
    server.handler = serving(archive, Math.ceil(archive.length / 2))
    const first = await runCommand('data', 'get', 'cifar10')
    expect(first.status).toBe(0)
    expect(first.err).toMatch(
      /^cifar-10-binary\.tar\.gz: \d+ kB of \d+ kB\n(.*\n)*cifar-10-binary\.tar\.gz: \d+ kB, verified\n$/,
    )
    expect(first.out).toBe(
      `${join(folder(), 'cifar-10-binary.tar.gz')} (${Math.ceil(archive.length / 1e3)} kB, verified)\nCIFAR-10: none stated; cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009; https://www.cs.toronto.edu/~kriz/cifar.html\n`,
    )
    expect(readdirSync(folder())).toEqual(['cifar-10-binary.tar.gz'])
    server.requests.length = 0
    const { out, err } = await runCommand('data', 'get', 'cifar10', '--offline', '--json')
    expect(err).toBe('')
    expect(JSON.parse(out)).toMatchObject({
      name: 'cifar10',
      folder: folder(),
      files: [{ name: 'cifar-10-binary.tar.gz', bytes: archive.length }],
    })
    expect(server.requests).toEqual([])
  })

  it('--cache is another one', async () => {
    server.handler = serving(archive)
    const cache = join(root, 'other')
    expect((await runCommand('data', 'get', 'cifar10', '--cache', cache)).status).toBe(0)
    expect(readdirSync(join(cache, 'datasets', 'cifar10'))).toEqual(['cifar-10-binary.tar.gz'])
  })

  it('Ctrl-C keeps the part', async () => {
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': archive.length })
      response.write(archive.subarray(0, 1000), () => setTimeout(() => process.emit('SIGINT'), 200))
    }
    const { status, err } = await runCommand('data', 'get', 'cifar10')
    expect(status).toBe(130)
    expect(err).toMatch(/planish: interrupted before it was done\n {2}→ run it again: it goes on/)
    expect(readFileSync(join(folder(), 'cifar-10-binary.tar.gz.part')).length).toBe(1000)
  })

  it.each<[string[], number, RegExp]>([
    [['imagenet'], 2, /unknown public data set "imagenet"\n {2}→ known are .*cifar10/],
    [
      ['cifar10', '--offline'],
      1,
      /CIFAR-10: cifar-10-binary\.tar\.gz is not in the cache.*\n {2}→ put it at .*cifar10.*; it comes from http/,
    ],
    [
      ['cifar10'],
      1,
      /answers 404 for cifar-10-binary\.tar\.gz\n {2}→ run it again to go on, or put the file at/,
    ],
  ])('%j fails with what to do', async (args, status, message) => {
    const failed = await runCommand('data', 'get', ...args)
    expect([failed.status, failed.out]).toEqual([status, ''])
    expect(failed.err).toMatch(message)
  })
})

describe('data list', () => {
  it('tells what is in the cache', async () => {
    const cifar10 = async () => {
      const { out } = await runCommand('data', 'list', '--json')
      return (JSON.parse(out) as { name: string }[]).find(({ name }) => name === 'cifar10')
    }
    expect(await cifar10()).toMatchObject({
      title: 'CIFAR-10',
      bytes: archive.length,
      cached: 'no',
      folder: folder(),
    })
    mkdirSync(folder(), { recursive: true })
    writeFileSync(join(folder(), 'cifar-10-binary.tar.gz'), '')
    expect(await cifar10()).toMatchObject({ cached: 'no' })
    truncateSync(join(folder(), 'cifar-10-binary.tar.gz'), archive.length)
    expect(await cifar10()).toMatchObject({ cached: 'yes' })
    const { out } = await runCommand('data', 'list')
    expect(out).toMatch(/^name +cached +size +title +licence\n/)
    expect(out).toMatch(/^cifar10 +yes +\d+ kB +CIFAR-10 +none stated/m)
  })
})

describe('a public data set in a specification', () => {
  it('is fetched when it is trained on, and stays', async () => {
    server.handler = serving(archive)
    const args = [
      '--model',
      'mlp:4',
      '--rule',
      'sgd',
      '--epochs',
      '1',
      '--backend',
      'cpu',
      '--seeds',
      '2',
      '--validation',
      '0.2',
    ]
    const train = (out: string) =>
      runCommand(
        'train',
        '--data',
        'cifar10',
        '--noise',
        'symmetric:0.2',
        ...args,
        '--out',
        join(root, out),
        '--json',
      )
    const { status, err, out } = await train('first')
    expect(err).toMatch(/cifar-10-binary\.tar\.gz: \d+ kB, verified/)
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ rows: [{ rule: 'sgd' }] })
    expect(server.requests.length).toBe(1)
    vi.stubEnv('PLANISH_OFFLINE', '1')
    expect((await train('second')).status).toBe(0)
    expect(server.requests.length).toBe(1)
  })

  it('can be read from a folder', async () => {
    writeFileSync(join(root, 'cifar-10-binary.tar.gz'), archive)
    const { status, out } = await runCommand('data', 'inspect', `cifar10:folder=${root}`, '--json')
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ name: 'cifar10', inputShape: [32, 32, 3], classes: 10 })
    const missing = await runCommand('data', 'inspect', `cifar10:folder=${join(root, 'none')}`)
    expect(missing.err).toMatch(/none has no cifar-10-binary\.tar\.gz/)
  })

  it('offline, says what is missing', async () => {
    vi.stubEnv('PLANISH_OFFLINE', '1')
    const { status, err } = await runCommand('train', '--data', 'cifar10', '--out', join(root, 'run'))
    expect(status).toBe(1)
    expect(err).toMatch(/CIFAR-10: cifar-10-binary\.tar\.gz is not in the cache/)
    expect(readdirSync(root)).toEqual([])
  })
})

describe("the user's own files", () => {
  const inspected = async (spec: string) => {
    const { status, err, out } = await runCommand('data', 'inspect', spec, '--json')
    expect([status, err]).toEqual([0, ''])
    return JSON.parse(out)
  }

  it('a table', async () => {
    const rows = Array.from(
      { length: 20 },
      (_, row) => `${row % 3},${row % 2 === 0 ? 'red' : 'blue'},${row % 2}`,
    )
    const file = join(root, 'table.csv')
    writeFileSync(file, ['length,colour,kind', ...rows, ''].join('\n'))
    expect(await inspected(`csv:${file},label=kind`)).toMatchObject({
      name: 'table',
      size: 16,
      inputShape: [3],
      classes: 2,
    })
    expect(
      await inspected(`csv:${file},label=kind,columns=length+colour,categorical=length,testShare=0.5`),
    ).toMatchObject({
      size: 10,
      inputShape: [5],
    })
    writeFileSync(file, ['length;kind', '1;a', '2;b', '3;a', '4;b', ''].join('\n'))
    expect(await inspected(`csv:${file},label=kind,delimiter=semicolon,testShare=0`)).toMatchObject({
      size: 4,
      inputShape: [1],
    })
    const missing = await runCommand('data', 'inspect', `csv:${file},label=sort,delimiter=semicolon`)
    expect(missing.err).toMatch(/CSV: there is no column "sort"\n {2}→ the columns are length, kind/)
    const none = await runCommand('data', 'inspect', 'parquet:none.parquet,label=kind')
    expect(none.err).toMatch(/none\.parquet: ENOENT/)
  })

  it('tensors', async () => {
    const file = join(root, 'tensors.safetensors')
    writeFileSync(
      file,
      safetensors.encode({
        inputs: {
          dtype: 'float32',
          shape: [10, 2, 2],
          data: Float32Array.from({ length: 40 }, (_, at) => at),
        },
        labels: { dtype: 'int32', shape: [10], data: Int32Array.from({ length: 10 }, (_, at) => at % 2) },
      }),
    )
    expect(await inspected(`safetensors:${file}`)).toMatchObject({
      name: 'tensors',
      size: 8,
      inputShape: [2, 2],
      classes: 2,
    })
    expect(await inspected(`safetensors:${file},classes=3`)).toMatchObject({ classes: 3 })
  })

  it('images in folders', async () => {
    for (const [name, value] of [
      ['cats', 10],
      ['dogs', 200],
    ] as const) {
      mkdirSync(join(root, 'pets', name), { recursive: true })
      for (let n = 0; n < 5; n++) {
        const data = new Uint8Array(3 * 6 * 8).fill(value)
        writeFileSync(
          join(root, 'pets', name, `${n}.png`),
          encode({ width: 8, height: 6, data, channels: 3 }),
        )
      }
    }
    expect(await inspected(`images:${join(root, 'pets')},size=4`)).toMatchObject({
      name: 'pets',
      size: 8,
      inputShape: [4, 4, 3],
      classNames: ['cats', 'dogs'],
      countPerClass: [4, 4],
    })
  })
})

describe('data inspect', () => {
  const inspect = (...args: string[]) => runCommand('data', 'inspect', ...args)

  it('writes the sheet and the heat map, and gives checksums that the noise changes', async () => {
    const [png, page, map, svg] = ['sheet.png', 'sheet.html', 'map.html', 'map.svg'].map(name =>
      join(root, name),
    ) as [string, string, string, string]
    const clean = await inspect('fashionMnist', '--json')
    const noise = ['--noise', 'pairFlip:0.3', '--json']
    const noisy = await inspect(
      'fashionMnist',
      ...noise,
      '--sheet',
      png,
      '--heatmap',
      map,
      '--per-class',
      '3',
    )
    expect([noisy.status, noisy.err]).toEqual([0, ''])
    const [before, after] = [JSON.parse(clean.out), JSON.parse(noisy.out)]
    expect(before.checksum.inputs).toBe(
      'sha256:dcda5d31d243feac2ab8288403fb2d43b54ca240d7c12197455f1e39d833ad86',
    )
    expect(after.checksum.inputs).toBe(before.checksum.inputs)
    expect(after.checksum.labels).not.toBe(before.checksum.labels)
    expect(decode(readFileSync(png))).toMatchObject({ width: 4 + 3 * 68, height: 4 + 10 * 68 })
    expect(readFileSync(map, 'utf8')).toContain('What became of the labels')
    const again = await inspect('fashionMnist', '--noise', 'pairFlip:0.3', '--sheet', page, '--heatmap', svg)
    expect(again.out).toContain(`written: ${page}\nwritten: ${svg}\n`)
    expect(readFileSync(page, 'utf8')).toContain('is Trouser')
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg/)
  })

  it.each<[string[], number, RegExp]>([
    [['gaussian', '--sheet', 'x.png'], 2, /gaussian-toy has no images to show.*\[200\]/],
    [['fashionMnist', '--sheet', 'x.gif'], 2, /--sheet x\.gif: the name must end in \.png or \.html/],
    [
      ['fashionMnist', '--heatmap', 'x.svg'],
      2,
      /--heatmap shows what noise has done, and there is none\n {2}→ add --noise/,
    ],
    [
      ['fashionMnist', '--per-class', '0', '--sheet', 'x.png'],
      2,
      /--per-class must be a whole number from 1, not 0/,
    ],
    [['fashionMnist', '--sheet', '/nowhere/x.png'], 1, /\/nowhere\/x\.png can't be written: ENOENT/],
  ])('%j is refused', async (args, status, message) => {
    const { status: ended, err } = await inspect(...args)
    expect([ended, err]).toEqual([status, expect.stringMatching(message)])
  })
})
