import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { nativeStatus } from '@planish/backend/native'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { steadyContent } from '../run/testing/tinyRun.ts'
import { requireBuilt, run, start, startIn } from './testing/realCommand.ts'
import { runCommand } from './testing/runCommand.ts'

let root: string

beforeAll(() => {
  requireBuilt()
  root = mkdtempSync(join(tmpdir(), 'planish-real-'))
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** Sends a signal once so many epochs have been told of. */
async function endedBy(signal: NodeJS.Signals, epochs: number, ...args: string[]) {
  const { child, printed, ended } = start(...args)
  let sent = false
  child.stderr?.on('data', () => {
    const told = printed.err.split(/, epoch \d/).length - 1
    if (told < epochs || sent) return
    sent = child.kill(signal)
  })
  return ended
}

describe('a run that is ended from outside', () => {
  // Some 15 ms an epoch: long enough to be ended in the midst of it.
  const flags = [
    ...['--data', 'gaussian:train=600,test=100,dimension=20', '--model', 'mlp:8', '--noise', 'symmetric:0.3'],
    ...['--rule', 'sgd', '--rule', 'sam:rho=0.1,m=1', '--seeds', '2', '--epochs', '10', '--batch-size', '8'],
    ...['--backend', 'cpu'],
  ]

  it('by SIGKILL, SIGINT and SIGTERM gives the same bits as one that was left alone', async () => {
    const alone = join(root, 'alone')
    const path = join(root, 'ended')
    const [whole, killed] = await Promise.all([
      run('train', ...flags, '--out', alone),
      endedBy('SIGKILL', 3, 'train', ...flags, '--out', path),
    ])
    expect(whole.status).toBe(0)
    expect(killed).toMatchObject({ signal: 'SIGKILL', out: '' })
    // The second of these goes on through the first rule's last epoch into the next rule.
    for (const [signal, epochs] of [
      ['SIGINT', 4],
      ['SIGTERM', 6],
    ] as const) {
      const { status, out, err } = await endedBy(signal, epochs, 'train', '--resume', path)
      expect([status, out]).toEqual([130, ''])
      expect(err).toMatch(/^going on with .*ended, on cpu/)
      expect(err).toContain('stopping at the next step; once more to stop at once\n')
      expect(err).toMatch(
        /planish: training was interrupted\n {2}→ to go on: npx planish train --resume .*ended\n$/,
      )
      expect(existsSync(join(path, 'result.json'))).toBe(false)
    }
    const { status, out } = await run('train', '--resume', path, '--json')
    expect([status, JSON.parse(out).version]).toEqual([0, 1])
    expect(steadyContent(path)).toEqual(steadyContent(alone))
    expect(existsSync(join(path, 'report.html'))).toBe(true)
  })
})

describe('files for other programs', () => {
  it.each(['wasm', 'cpu'])('init and step on %s write what they write in this process', async backend => {
    const folder = mkdtempSync(join(root, 'case-'))
    const file = (name: string) => readFile(join(folder, name))
    writeFileSync(
      join(folder, 'case.json'),
      JSON.stringify({
        model: { kind: 'mlp', inputShape: [20], hidden: [16, 12], classes: 5 },
        rule: { kind: 'sam', rho: 0.5, m: 3 },
        seed: 9,
      }),
    )
    const golden = join(import.meta.dirname, '../case/golden/mlp/batch.safetensors')
    writeFileSync(join(folder, 'batch.safetensors'), await readFile(golden))
    expect(await run('init', folder)).toMatchObject({ status: 0, err: '' })
    const params = await file('params.safetensors')
    const out = join(folder, 'direction.safetensors')
    const stepped = await run('step', folder, '--out', out, '--backend', backend)
    expect(stepped).toMatchObject({ status: 0, err: '', out: expect.stringContaining(`on ${backend};`) })
    const direction = await file('direction.safetensors')

    await runCommand('init', folder)
    expect(await file('params.safetensors')).toEqual(params)
    await runCommand('step', folder, '--out', out, '--backend', backend)
    expect(await file('direction.safetensors')).toEqual(direction)
  })
})

describe('backends', () => {
  it('doctor tells what works; a native backend that does is not installed again', async () => {
    const { status, out } = await run('doctor', '--json')
    expect(status).toBe(0)
    const { backends } = JSON.parse(out) as { backends: { name: string; works: boolean }[] }
    expect(backends.map(({ name }) => name)).toEqual(['native', 'webgpu', 'wasm', 'cpu'])
    expect(backends).toMatchObject([
      { works: expect.any(Boolean) },
      { works: expect.any(Boolean) },
      { works: true, device: expect.any(String), software: false, stepMilliseconds: expect.any(Number) },
      { works: true, device: expect.any(String), software: false, stepMilliseconds: expect.any(Number) },
    ])
    for (const finding of backends) {
      if (!finding.works) expect(finding).toMatchObject({ why: expect.stringMatching(/\w/) })
    }
    if (backends[0]?.works !== true) return
    const installed = await run('backend', 'install', 'native', '--json')
    expect(installed.status).toBe(0)
    expect(JSON.parse(installed.out)).toMatchObject({ variant: expect.any(String), path: expect.any(String) })
  })

  it('doctor says what an installation lacks that an older version made', async ctx => {
    const status = await nativeStatus()
    if (!status.installed || status.kind !== 'planish') return ctx.skip()
    const older = join(root, 'cache', 'native', basename(status.path))
    mkdirSync(older, { recursive: true })
    for (const name of readdirSync(status.path)) {
      if (name !== 'manifest.json') symlinkSync(join(status.path, name), join(older, name))
    }
    const { kernels: _, ...manifest } = JSON.parse(readFileSync(join(status.path, 'manifest.json'), 'utf8'))
    writeFileSync(join(older, 'manifest.json'), JSON.stringify(manifest))
    const env = { ...process.env, PLANISH_CACHE: join(root, 'cache') }
    const { out } = await startIn(env, 'doctor', '--only', 'native', '--json').ended
    expect(JSON.parse(out).backends).toMatchObject([
      { works: true, faster: expect.stringContaining('install native') },
    ])
  })
})

describe('the process', () => {
  it('ends well when its reader has seen enough', async () => {
    const { child, ended } = start('list', 'rules', '--json')
    child.stdout?.destroy()
    expect(await ended).toMatchObject({ status: 0, err: '' })
  })

  it('ends with 2 and one message on a wrong command line', async () => {
    expect(await run('train', '--rule', 'adam')).toEqual({
      status: 2,
      signal: null,
      out: '',
      err: expect.stringMatching(/^planish: unknown rule "adam"\n {2}→ known are sgd, sam, [\w, ]+\n$/),
    })
  })
})

describe('a sweep', () => {
  const base = {
    ...{ data: 'gaussian:train=600,test=100,dimension=20', model: 'mlp:8', backend: 'cpu', epochs: 4 },
    ...{ batchSize: 8, noise: 'symmetric:0.3' },
  }
  const grid = { rules: ['sgd', 'sam:rho=0.1,m=1', 'sam:rho=99'], seed: [1, 2] }

  it('goes on after a kill of all its processes, and ends as one that was not', {
    timeout: 120_000,
  }, async () => {
    const spec = join(root, 'grid.json')
    writeFileSync(spec, JSON.stringify({ base, grid }))
    const whole = join(root, 'sweep-whole')
    const done = await run('sweep', spec, '--out', whole, '--jobs', '2', '--json')
    expect(done).toMatchObject({ status: 0 })
    const { runs } = JSON.parse(done.out) as { runs: { status: string; folder: string; rows: unknown[] }[] }
    expect(runs.map(({ status, rows }) => [status, rows.length])).toEqual(runs.map(() => ['finished', 1]))

    const killed = join(root, 'sweep-killed')
    const { child, printed, ended } = start('sweep', spec, '--out', killed)
    child.stderr?.on('data', () => {
      if (/^\[2\/6\]/m.test(printed.err)) child.kill('SIGKILL')
    })
    expect(await ended).toMatchObject({ signal: 'SIGKILL' })
    // The run that it left to itself may be at work yet: the next sweep waits for it.
    const again = await run('sweep', '--resume', killed)
    expect(again).toMatchObject({ status: 0 })
    expect(again.err.match(/was finished before/g)?.length).toBeGreaterThanOrEqual(2)
    for (const { folder } of runs) {
      expect(steadyContent(join(killed, basename(folder)))).toEqual(steadyContent(folder))
    }
    expect(readdirSync(killed)).toContain('report.html')
  })

  it('says which run failed and why, and finishes the others', async () => {
    const spec = join(root, 'failing.json')
    const failing = { rules: ['sgd', 'samOn'] }
    writeFileSync(spec, JSON.stringify({ base: { ...base, epochs: 1 }, grid: failing }))
    const out = join(root, 'sweep-failing')
    const ended = await run('sweep', spec, '--out', out)
    expect(ended.status).toBe(1)
    expect(ended.err).toMatch(/samOn-\w+: failed: samOn: no parameter is a normalisation layer’s/)
    expect(ended.err).toContain('one run failed; log.txt in its folder says more')
    expect(ended.out).toContain('SGD')
  })

  it('compares what folders hold on one page', async () => {
    const page = join(root, 'comparison.html')
    const ended = await run('report', join(root, 'sweep-whole'), '--out', page)
    expect(ended).toMatchObject({ status: 0 })
    expect(ended.out).toContain('seed 1\n')
    expect(existsSync(page)).toBe(true)
  })
})
