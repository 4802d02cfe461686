import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tinyFiles } from '../../../datasets/test/idxFile.ts'
import { planish } from './program.ts'
import { runCommand } from './testing/runCommand.ts'

/** What Linux has for trying what goes wrong: /dev/full, /proc. */
const onLinux = process.platform === 'linux'

let root: string

/** A finished run of a few steps. */
let finished: string

const tiny = [
  ...['--data', 'gaussian:train=40,test=20,dimension=4', '--model', 'mlp:4', '--noise', 'symmetric:0.2'],
  ...['--epochs', '1', '--batch-size', '20', '--backend', 'cpu'],
]

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'planish-command-'))
  finished = join(root, 'finished')
  expect((await runCommand('train', ...tiny, '--out', finished)).status).toBe(0)
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** One line that says what is wrong, at most one that says what to do, and nothing else. */
function expectError(
  { status, out, err }: Awaited<ReturnType<typeof runCommand>>,
  expected: number,
  message: RegExp,
): void {
  expect(err).toMatch(message)
  expect(err).toMatch(/^planish: .*\n(\(.*\)\n)?( {2}→ .*\n)?$/)
  expect(out).toBe('')
  expect(status).toBe(expected)
}

describe('a wrong command line ends with status 2, and leaves nothing', () => {
  it.each<[string[], RegExp]>([
    [['--rule', 'adam'], /unknown rule "adam"\n {2}→ known are sgd, sam/],
    [['--model', 'resnet'], /unknown model "resnet"\n {2}→ known are mlp/],
    [['--loss', 'hinge'], /unknown loss "hinge"\n {2}→ known are crossEntropy/],
    [['--noise', 'salt'], /unknown noise "salt"\n {2}→ known are none, symmetric/],
    [['--data', 'minst'], /unknown data set "minst"\n {2}→ known are fashionMnist/],
    [['--backend', 'cuda'], /--backend must be one of auto, native, webgpu, wasm, cpu, not "cuda"/],
    [['--frobnicate'], /unknown option '--frobnicate'/],
    [['--epoch', '3'], /unknown option '--epoch'\n\(Did you mean --epochs\?\)/],
    [['extra'], /too many arguments/],
    [['--rule'], /option '--rule <spec>' argument missing/],
    [['--rule', 'sam:m=0'], /option m must be "batch" or a whole number from 1, not 0\n {2}→ m: size of/],
    [['--rule', 'sam:rho=-1'], /option rho must be at least 0, not -1\n {2}→ rho: ρ, radius/],
    [['--noise', 'symmetric:1.5'], /option rate must be at most 1, not 1\.5/],
    [['--model', 'mlp:hidden=abc'], /option hidden must be whole numbers .*, not "abc"/],
    [['--epochs', '0'], /--epochs must be at least 1, not 0/],
    [['--epochs', '1.5'], /--epochs must be a whole number, not 1\.5/],
    [['--epochs', 'many'], /'--epochs <n>' argument 'many' is invalid. It must be a number/],
    [['--epochs', ''], /'--epochs <n>' argument '' is invalid/],
    [['--seeds', '0'], /--seeds must be at least 1, not 0/],
    [['--seed', '-1'], /--seed must be at least 0, not -1/],
    [['--batch-size', '0'], /--batch-size must be at least 1, not 0/],
    [['--learning-rate', '0'], /--learning-rate must be above 0, not 0/],
    [['--learning-rate', 'Infinity'], /'Infinity' is invalid/],
    [['--momentum', '1'], /--momentum must be below 1, not 1/],
    [
      ['--validation', '1.5e9'],
      /validation 1500000000 would set .* of 40 training examples aside\n {2}→ set --val/,
    ],
    [['--validation', '0.001'], /validation 0\.001 would set 0 of 40/],
    [['--validation', '2.5'], /--validation must be a count, or a share below 1, not 2\.5/],
    [['--checkpoint-every', '0'], /--checkpoint-every must be a whole number from 1, not 0\n {2}→ leave/],
    [['--checkpoint-every', '2.5'], /--checkpoint-every must be a whole number from 1, not 2\.5/],
    [['--examples', '41'], /has 40 training examples, not 41\n {2}→ set --examples/],
    [['--loss', 'logistic', '--model', 'mlp:classes=2'], /classes is 2, but data and loss need 1/],
  ])('train %j', async (args, message) => {
    const path = join(root, 'wrong')
    expectError(await runCommand('train', ...tiny, '--out', path, ...args), 2, message)
    expect(existsSync(path)).toBe(false)
  })

  it.each<[string[], RegExp]>([
    [['tran'], /unknown command 'tran'\n\(Did you mean train\?\)/],
    [['data', 'show'], /unknown command 'show'/],
    [['list'], /missing required argument 'what'/],
    [['list', 'colours'], /unknown list "colours"\n {2}→ known are rules, models/],
    [
      ['reproduce', 'everything'],
      /there is no figure "everything"\n {2}→ planish reproduce --list names them/,
    ],
    [['reproduce', 'ordering', '--epochs', '3'], /--epochs is of the headline table/],
    [['reproduce', 'ordering', '--quick', '--paper'], /--quick and --paper can’t both be given/],
    [['reproduce', 'ordering', '--seeds', '1'], /--seeds must be a whole number from 2, not 1/],
    [['reproduce', 'ordering', '--jobs', '0'], /--jobs must be a whole number from 1, not 0/],
    [['reproduce', 'ordering', '--data', 'minst'], /unknown data set "minst"/],
    [['sweep'], /there is no specification\n {2}→ name a JSON file, or --resume a folder/],
    [['sweep', '--resume', 'missing'], /missing holds no sweep: it has no sweep\.json/],
    [['sweep', 'grid.json', '--resume', 'x'], /grid\.json can’t be given with it/],
    [['reproduce', 'ordering', '--all'], /ordering and --all can’t both be given/],
    [['reproduce', '--all', '--epochs', '3'], /--epochs is of the headline table: leave out --all/],
    [['reproduce', '--paper'], /--paper is of figures\n {2}→ name one, or --all/],
    [['doctor', '--only', 'cuda'], /unknown backend "cuda"\n {2}→ known are native/],
    [['backend', 'install', 'wasm'], /"wasm" can't be installed\n {2}→ only native/],
    [['data', 'inspect', 'gaussian:size=3'], /data set gaussian has no option size\n {2}→ its options are/],
    [['data', 'inspect', 'gaussian', '--noise', 'symmetric'], /option rate is missing/],
    [['step', 'case'], /required option '--out <file>' not specified/],
    [['step', 'case', '--out', 'x', '--backend', 'cuda'], /'cuda' is invalid. Allowed choices are auto/],
  ])('%j', async (args, message) => {
    expectError(await runCommand(...args), 2, message)
  })

  it('a folder that is taken, or that is no run', async () => {
    const before = readFileSync(join(finished, 'config.json'), 'utf8')
    expectError(
      await runCommand('train', ...tiny, '--out', finished),
      2,
      /finished exists and is not empty\n {2}→ .*planish train --resume .*finished; else choose another --out/,
    )
    expect(readFileSync(join(finished, 'config.json'), 'utf8')).toBe(before)
    expectError(
      await runCommand('train', '--resume', root),
      2,
      /is not a run directory: it has no config\.json\n {2}→ name a folder/,
    )
    const empty = join(root, 'empty')
    mkdirSync(empty)
    expectError(
      await runCommand('report', empty),
      2,
      /there is no run in .*empty\n {2}→ name run directories/,
    )
    expectError(
      await runCommand('report', join(root, 'missing')),
      1,
      /missing: there is no such file or folder/,
    )
  })

  it('a flag beside --resume, whichever it is', async () => {
    for (const [flag, value] of [
      ['--epochs', '5'],
      ['--batch-size', '4'],
      ['--out', 'x'],
      ['--rule', 'sgd'],
    ]) {
      expectError(
        await runCommand('train', '--resume', finished, flag as string, value as string),
        2,
        new RegExp(`as it was configured; ${flag} can’t be given with it\n {2}→ .*leave out --resume`),
      )
    }
    const quick = await runCommand('reproduce', '--resume', finished, '--quick')
    expectError(quick, 2, /--quick can’t be given with it/)
  })
})

describe('what fails ends with status 1', () => {
  const train = (data: string, out = join(root, 'failed')) =>
    runCommand('train', ...tiny, '--data', data, '--out', out)

  const parts = {
    trainImages: 'train-images-idx3-ubyte',
    trainLabels: 'train-labels-idx1-ubyte',
    testImages: 't10k-images-idx3-ubyte.gz',
    testLabels: 't10k-labels-idx1-ubyte.gz',
  } as const

  /** The folder of a tiny data set, a comma and all in its name, one file changed. */
  function idxFolder(change: Partial<Record<keyof typeof parts, Uint8Array | null>>): string {
    const folder = mkdtempSync(join(root, 'idx,a=b,,'))
    for (const [part, bytes] of Object.entries({ ...tinyFiles(), ...change })) {
      if (bytes !== null) writeFileSync(join(folder, parts[part as keyof typeof parts]), bytes)
    }
    return folder
  }

  it.each<[string, Parameters<typeof idxFolder>[0], RegExp]>([
    [
      'missing',
      { trainLabels: null },
      /has no train-labels-idx1-ubyte\[\.gz\]\n {2}→ a folder of this kind holds/,
    ],
    ['truncated', { trainImages: tinyFiles().trainImages.slice(0, -3) }, /training images: IDX: /],
    ['truncated in its header', { trainImages: Uint8Array.of(0, 0, 8) }, /training images: IDX: /],
    ['corrupted', { testImages: tinyFiles().testImages.slice(0, -9) }, /test images: /],
    ['no IDX', { testLabels: new TextEncoder().encode('<html>404</html>') }, /test labels: IDX: wrong magic/],
    ['mixed up', { trainImages: tinyFiles().trainLabels }, /training images: IDX: expected unsigned bytes/],
    [
      'mislabelled',
      { trainLabels: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1, 2) },
      /mislabelled training set: 3 images, 2 labels/,
    ],
    [
      'labelled out of range',
      { trainLabels: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 1, 99, 2) },
      /label 99 of example 1 is not in \[0, 10\)/,
    ],
  ])('a data file is %s', async (_, change, message) => {
    const folder = idxFolder(change)
    expectError(await train(`idx:${folder}`), 1, message)
    expectError(await runCommand('data', 'inspect', `idx:${folder}`), 1, message)
    expect(existsSync(join(root, 'failed'))).toBe(false)
  })

  it('the same folder with every file as it should be is read', async () => {
    const { status, out } = await runCommand('data', 'inspect', `idx:${idxFolder({})}`, '--json')
    expect([status, JSON.parse(out)]).toMatchObject([
      0,
      { size: 3, inputShape: [2, 2, 1], test: { size: 1 } },
    ])
  })

  it('there is no such folder', async () => {
    expectError(await train(`idx:${root}/nowhere`), 1, /nowhere can't be read: ENOENT/)
  })

  it('nothing can be written there', async () => {
    const file = join(root, 'a-file')
    writeFileSync(file, '')
    const gaussian = 'gaussian:train=40,test=20,dimension=4'
    expectError(
      await train(gaussian, join(file, 'run')),
      1,
      /a-file\/run: a part of the path is not a folder/,
    )
    expectError(await train(gaussian, file), 1, /a-file: a part of the path is not a folder\n {2}→ check/)
    if (onLinux) expectError(await train(gaussian, '/proc/run'), 1, /\/proc\/run: there is no such/)
  })

  it.runIf(onLinux)('the disk is full: the run says how to go on', async () => {
    const path = join(root, 'full')
    cpSync(finished, path, { recursive: true })
    for (const file of ['result.json', 'checkpoint.safetensors', 'metrics.jsonl']) rmSync(join(path, file))
    symlinkSync('/dev/full', join(path, 'checkpoint.safetensors.part'))
    const { status, out, err } = await runCommand('train', '--resume', path)
    expect([status, out]).toEqual([1, ''])
    expect(err).toContain(
      `planish: ${path}/checkpoint.safetensors: the disk is full\n  → free some space, then: npx planish train --resume ${path}\n`,
    )
    expect((await runCommand('train', '--resume', path)).status).toBe(0)
  })

  it('a finished run is broken', async () => {
    const path = join(root, 'broken')
    cpSync(finished, path, { recursive: true })
    writeFileSync(join(path, 'result.json'), '{"version": 1, "rows": []}')
    expectError(await runCommand('report', path), 1, /result\.json: rows must have at least 1 entries/)
    writeFileSync(join(path, 'result.json'), '{"version"')
    expectError(await runCommand('report', path), 1, /result\.json is not valid JSON/)
  })
})

describe('a run', () => {
  it('prints its table, leaves its files, and prints the same when it is resumed or reported', async () => {
    const path = join(root, 'run')
    const { status, out, err } = await runCommand('train', ...tiny, '--rule', 'sam:m=1', '--out', path)
    expect(status).toBe(0)
    expect(out).toMatch(/^rule +peak +final +selected .*\n1-SAM \(ρ = 0\.05\) .*\n\nreport: .*report\.html\n/)
    expect(err).toMatch(/^writing to .*run, on cpu \(.*\)\n1-SAM .*, epoch 1: test .*; 0 s left\n$/)
    expect(JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'))).toMatchObject({
      version: 1,
      rules: ['sam:m=1'],
      backend: 'cpu',
      versions: { planish: expect.any(String), tfjs: expect.any(String), node: process.version },
    })
    for (const file of ['metrics.jsonl', 'checkpoint.safetensors', 'result.json']) {
      expect(existsSync(join(path, file)), file).toBe(true)
    }
    rmSync(join(path, 'report.html'))
    const table = out.slice(0, out.indexOf('\n\n'))
    for (const args of [
      ['train', '--resume', path],
      ['report', path],
    ]) {
      const again = await runCommand(...args)
      expect(again).toMatchObject({ status: 0, err: '' })
      expect(again.out.startsWith(table)).toBe(true)
      expect(readFileSync(join(path, 'report.html'), 'utf8')).toContain('<!doctype html>')
    }
  })

  it('notes on going on that a version has changed', async () => {
    const path = join(root, 'older')
    cpSync(finished, path, { recursive: true })
    rmSync(join(path, 'result.json'))
    const config = readFileSync(join(path, 'config.json'), 'utf8')
    writeFileSync(join(path, 'config.json'), config.replace(/"tfjs": ".*"/, '"tfjs": "4.0.0"'))
    const { status, err } = await runCommand('train', '--resume', path)
    expect(status).toBe(0)
    expect(err).toMatch(
      /^going on with .*\nnote: tfjs is .*, it was 4\.0\.0 when the run was begun: the figures may differ .*\n$/,
    )
  })

  it('notes which rule diverged, and when', async () => {
    const flags = [
      '--noise',
      'none',
      '--learning-rate',
      '1e30',
      '--epochs',
      '3',
      '--out',
      join(root, 'diverged'),
    ]
    const { status, err } = await runCommand('train', ...tiny, ...flags)
    expect(status).toBe(0)
    expect(err).toMatch(/\nnote: SGD, seed 1, diverged in epoch [12]: a lower --learning-rate may help\n$/)
    expect((await runCommand('report', join(root, 'diverged'))).status).toBe(0)
  })

  it('names the backend that auto chose, so that it goes on with the same', async () => {
    const path = join(root, 'auto')
    expect((await runCommand('train', ...tiny, '--backend', 'auto', '--out', path)).status).toBe(0)
    const { backend } = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8')) as { backend: string }
    expect(['native', 'webgpu', 'wasm', 'cpu']).toContain(backend)
    await runCommand('train', ...tiny, '--out', join(root, 'back-to-cpu'))
  })

  it('needs no more than the folder to be made, however deep', async () => {
    const path = join(root, 'deep', 'er', 'with space')
    mkdirSync(join(root, 'deep'))
    const { status } = await runCommand('train', ...tiny, '--out', path)
    expect(status).toBe(0)
    const taken = await runCommand('train', ...tiny, '--out', path)
    expect(taken.err).toContain(`npx planish train --resume '${path}'`)
  })
})

describe('--json prints JSON, and that alone', () => {
  const parsed = async (...args: string[]): Promise<unknown> => {
    const { status, out } = await runCommand(...args)
    expect(status).toBe(0)
    return JSON.parse(out)
  }

  const rows = [
    {
      rule: 'sgd',
      peak: expect.any(Number),
      final: expect.any(Number),
      noisyValidation: expect.any(Number),
      cleanTrain: expect.any(Number),
      noisyTrain: expect.any(Number),
      gradientEvaluations: 2,
      seconds: expect.any(Number),
    },
  ]

  it('train, reproduce, report: result.json', async () => {
    const reproduced = join(root, 'reproduced')
    for (const result of [
      await parsed('train', ...tiny, '--out', join(root, 'json'), '--json'),
      await parsed('train', '--resume', finished, '--json'),
      await parsed(
        'reproduce',
        '--quick',
        ...tiny,
        '--examples',
        '40',
        '--rule',
        'sgd',
        '--out',
        reproduced,
        '--json',
      ),
      await parsed('report', finished, '--json'),
    ]) {
      expect(result).toMatchObject({ version: 1, rows, backend: { name: 'cpu' } })
    }
    expect(JSON.parse(readFileSync(join(reproduced, 'result.json'), 'utf8'))).toMatchObject({ rows })
  })

  it('list: every kind with the schema of its options', async () => {
    const names: Record<string, string[]> = {
      rules: [
        ...['sgd', 'sam', 'normRegularised', 'asam', 'gsam', 'lookSam', 'esam', 'friendlySam', 'wsam'],
        ...['decoupledWsam', 'vasso', 'saner', 'intervalSam', 'samOn', 'aeSam', 'msam', 'eigenSam', 'bsam'],
        ...['smallLoss', 'coTeaching', 'earlyLearning'],
      ],
      models: [
        ...['mlp', 'linear', 'deepLinear', 'cnn', 'resnet18', 'resnet34', 'resnet20', 'resnet32'],
        ...['densenet', 'vit'],
      ],
      losses: [
        ...['crossEntropy', 'squared', 'logistic', 'labelSmoothing', 'generalisedCrossEntropy'],
        ...['symmetricCrossEntropy', 'bootstrapping', 'focal', 'meanAbsoluteError'],
        ...['forwardCorrection', 'backwardCorrection'],
      ],
      noise: ['none', 'symmetric', 'pairFlip'],
      transformations: ['adam', 'clipByGlobalNorm', 'sgd'],
      datasets: [
        ...['fashionMnist', 'idx', 'mnist', 'kmnist', 'emnist', 'svhn', 'cifar10', 'cifar100'],
        ...['tinyImageNet', 'flowers102'],
        ...['images', 'csv', 'parquet', 'safetensors'],
        ...['gaussian', 'moons', 'spirals', 'mnist1d'],
      ],
    }
    for (const [what, expected] of Object.entries(names)) {
      const kinds = (await parsed('list', what, '--json')) as { kind: string; schema: { type: string } }[]
      expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(expected))
      for (const { schema } of kinds) expect(schema.type).toBe('object')
      const { out } = await runCommand('list', what)
      for (const kind of expected) expect(out).toMatch(new RegExp(`^${kind}$`, 'm'))
    }
  })

  it('list rules: paper, formula, options with the source of their defaults, and cost', async () => {
    const kinds = (await parsed('list', 'rules', '--json')) as { kind: string }[]
    expect(kinds.find(({ kind }) => kind === 'sam')).toMatchObject({
      source: {
        paper: expect.stringContaining('Foret'),
        year: 2021,
        url: 'https://arxiv.org/abs/2010.01412',
      },
      formula: expect.stringContaining('ρ'),
      gradientEvaluations: 2,
      schema: { properties: { rho: { type: 'number', default: 0.05, source: 'Foret et al. 2021' } } },
    })
    const { out } = await runCommand('list', 'rules')
    expect(out).toMatch(/^ {4}1 gradient evaluation a step$/m)
    expect(out).toMatch(/^ {4}2 gradient evaluations a step$/m)
    expect(out).toMatch(/^ {4}Foret.*, 2021 \(https:\S+\)$/m)
    expect(out).toMatch(/^ {4}rho \[0\.05; Foret et al\. 2021\], number \(may go unnamed\): ρ, radius/m)
    expect(out).toMatch(/^ {4}m \[batch; .*\], batch or whole number: size of/m)
  })

  it('data inspect: what the noise really did', async () => {
    const args = ['data', 'inspect', 'gaussian:train=500,test=10', '--noise', 'symmetric:0.3,count=exact']
    const found = await parsed(...args, '--json')
    expect(found).toMatchObject({ size: 500, noiseRate: 0.3, test: { size: 10 } })
    const { realisedMatrix } = found as { realisedMatrix: number[][] }
    for (const row of realisedMatrix) expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect((await runCommand(...args)).out).toContain('wrong labels: 30.0 %')
  })
})

/** Every command, with the words that lead to it. */
const commands = (command: Command, path: string[] = []): [string[], Command][] => [
  [path, command],
  ...command.commands.flatMap(sub => commands(sub, [...path, sub.name()])),
]

describe('--help', () => {
  it.each(commands(planish()))('of %j shows an example, of a command that there is', async path => {
    const { status, out, err } = await runCommand(...path, '--help')
    expect([status, err]).toEqual([0, ''])
    const [, example = ''] = /\nExample:\n {2}planish (.*)\n/.exec(out) ?? []
    expect(example, 'an example').not.toBe('')
    const words = example.split(' ')
    const [, named] =
      commands(planish())
        .reverse()
        .find(([of]) => of.length > 0 && of.every((word, index) => words[index] === word)) ?? []
    const flags = words.filter(word => word.startsWith('--'))
    const known = named?.options.map(({ long }) => long)
    for (const flag of flags) expect(known).toContain(flag)
  })

  it('tells the defaults of train', async () => {
    const { out } = await runCommand('train', '--help')
    expect(out.replace(/\s+/g, ' ')).toContain('--epochs <n> passes over the training examples (default: 30)')
  })

  it('is what the bare command prints, as a complaint', async () => {
    expect(await runCommand()).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining('Usage: planish'),
    })
    expect(await runCommand('--version')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    })
  })
})
