import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { nativeStatus } from '@planish/backend/native'
import { type Browser, chromium } from 'playwright-core'
import { build, type PreviewServer, preview } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ImitatedGpu, provideImitatedGpu } from './swiftshader.ts'

const folderOf = (example: string): string =>
  fileURLToPath(new URL(`../../../examples/${example}/`, import.meta.url))

const run = promisify(execFile)
const patience = 180_000

/** What `npm start`, or another script, prints on standard output. */
const printed = async (example: string, script = 'start', env: NodeJS.ProcessEnv = {}): Promise<string> => {
  const options = { cwd: folderOf(example), env: { ...process.env, ...env } }
  return (await run('npm', ['run', '--silent', script], options)).stdout
}

/** The numbers that a pattern's groups find in a text. */
function numbers(text: string, pattern: RegExp): number[] {
  const found = pattern.exec(text)
  expect(found, `${pattern} in\n${text}`).not.toBeNull()
  return (found ?? []).slice(1).map(Number)
}

const imitated = process.platform === 'linux' && process.arch === 'x64'
const native = await nativeStatus()

describe('examples in Node, from the built packages', { timeout: patience }, () => {
  it('first-step: both steps descend, 1-SAM along another direction', async () => {
    const text = await printed('first-step')
    const [before = 0] = numbers(text, /loss before: ([\d.]+)/)
    const [plain = 0] = numbers(text, /step of SGD: ([\d.]+)/)
    const [perturbed = 0] = numbers(text, /step of 1-SAM: ([\d.]+) \(vectorised\)/)
    expect(Math.max(plain, perturbed)).toBeLessThan(before - 0.05)
    const [angle] = numbers(text, /angle between them: ([\d.]+) degrees/)
    expect(angle).toBeGreaterThan(10)
  })

  it('your-own: both rules learn the circle', async () => {
    const text = await printed('your-own')
    const shares = [...numbers(text, /your rule: ([\d.]+) %/), ...numbers(text, /1-SAM: ([\d.]+) %/)]
    expect(Math.min(...shares)).toBeGreaterThan(90)
  })

  it('noisy-tabular: 1-SAM generalises better, and its losses find the wrong labels', async () => {
    const text = await printed('noisy-tabular')
    const [plain = 0] = numbers(text, /SGD: test accuracy ([\d.]+) %/)
    const [perturbed = 0] = numbers(text, /1-SAM: test accuracy ([\d.]+) %/)
    expect(perturbed).toBeGreaterThan(plain + 5)
    const [found, ofNorms] = [/largest loss, (\d+)/g, /largest gradient norm, (\d+)/g].map(pattern =>
      [...text.matchAll(pattern)].map(match => Number(match[1])),
    )
    expect(found?.[1]).toBeGreaterThan(Math.max(50, found?.[0] ?? 0))
    expect(ofNorms?.[1]).toBeGreaterThan(ofNorms?.[0] ?? 0)
  })

  it('layers-model: SAM and exact 1-SAM of a LayersModel', async () => {
    const text = await printed('layers-model')
    const [sam] = numbers(text, /^SAM: test accuracy ([\d.]+) %, groups run as batch/m)
    const [oneSam] = numbers(text, /^1-SAM: test accuracy ([\d.]+) %, groups run as vectorised/m)
    expect(Math.min(sam ?? 0, oneSam ?? 0)).toBeGreaterThan(80)
    expect(text).toMatch(/LayerNormalization: loop \(a parameter enters/)
  })

  it('fine-tuning: the head learns, the body stays to the bit', async () => {
    const text = await printed('fine-tuning')
    const [byObjective = 0] = numbers(text, /by the objective \(vectorised\): test accuracy ([\d.]+) %/)
    const [byMask = 0] = numbers(text, /mask on the updates: test accuracy ([\d.]+) %/)
    expect(Math.min(byObjective, byMask)).toBeGreaterThan(50)
    expect(text.match(/bit for bit what it was: true/g)).toHaveLength(2)
  })

  it('resuming: to the same bits', async () => {
    const text = await printed('resuming')
    expect(text).toContain('same parameters, bit for bit: true')
    expect(text).toContain('as those in the file: false')
  })

  it.skipIf(!imitated)('node-webgpu: trains, on an imitated GPU', async () => {
    const text = await printed('node-webgpu', 'start:imitated')
    expect(text).toMatch(/backend: webgpu \(.*imitated in software\)/)
    const losses = [...text.matchAll(/loss ([\d.]+), test accuracy [\d.]+ % \(vectorised\)/g)]
    expect(losses).toHaveLength(3)
    expect(Number(losses.at(-1)?.[1])).toBeLessThan(Number(losses[0]?.[1]))
  })

  it('node-native: says what to do where there is no native backend', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'planish-no-native-'))
    const failed = await printed('node-native', 'start', { PLANISH_CACHE: cache }).catch(
      (thrown: unknown) => thrown,
    )
    await rm(cache, { recursive: true })
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('backend install native') })
  })
})

describe.skipIf(!native.installed && process.env.CI === undefined)(
  'examples on the native backend',
  { timeout: patience },
  () => {
    it('node-native: learns', async () => {
      const [share] = numbers(await printed('node-native'), /epoch 4: loss [\d.]+, test accuracy ([\d.]+) %/)
      expect(share).toBeGreaterThan(50)
    })

    it('node-native: ends cleanly on Ctrl-C', async () => {
      // A group of its own, whose processes all get the signal, as from a terminal.
      const child = spawn('npm', ['start', '--silent'], { cwd: folderOf('node-native'), detached: true })
      let output = ''
      child.stdout.on('data', chunk => {
        const before = output.includes('epoch 1')
        output += chunk
        if (!before && output.includes('epoch 1') && child.pid !== undefined)
          process.kill(-child.pid, 'SIGINT')
      })
      await new Promise(resolve => child.on('close', resolve))
      expect(output).toMatch(/\nstopped: [1-3] of 4 epochs were completed/)
    })
  },
)

describe.skipIf(!imitated)('examples in a browser, from the built packages', { timeout: patience }, () => {
  let browser: Browser
  const servers: PreviewServer[] = []
  const folders: string[] = []

  beforeAll(async () => {
    const gpu: ImitatedGpu = await provideImitatedGpu()
    browser = await chromium.launch({ executablePath: gpu.chromium, args: gpu.arguments })
  }, patience)

  afterAll(async () => {
    await browser?.close()
    await Promise.all(servers.map(server => server.close()))
    await Promise.all(folders.map(folder => rm(folder, { recursive: true })))
  })

  /** Builds an example's page and serves it; its address. */
  async function served(example: string): Promise<string> {
    const outDir = await mkdtemp(join(tmpdir(), `planish-${example}-`))
    folders.push(outDir)
    const root = folderOf(example)
    await build({ root, configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true } })
    const server = await preview({
      root,
      configFile: false,
      logLevel: 'error',
      build: { outDir },
      preview: { port: 0 },
    })
    servers.push(server)
    return server.resolvedUrls?.local[0] ?? ''
  }

  /** Loads a page and waits for its text to match; what the browser complained of meanwhile. */
  async function visit(address: string, pattern: RegExp): Promise<{ text: string; complaints: string[] }> {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    try {
      await page.goto(address)
      for (let waited = 0; waited < patience - 30_000; waited += 200) {
        const text = await page.innerText('body')
        if (pattern.test(text) || text.includes('failed') || complaints.length > 0)
          return { text, complaints }
        await page.waitForTimeout(200)
      }
      return { text: await page.innerText('body'), complaints }
    } finally {
      await page.close()
    }
  }

  it('your-own: the same file learns the circle', async () => {
    const { text, complaints } = await visit(await served('your-own'), /1-SAM: [\d.]+ %/)
    expect(complaints).toEqual([])
    const shares = [...numbers(text, /your rule: ([\d.]+) %/), ...numbers(text, /1-SAM: ([\d.]+) %/)]
    expect(Math.min(...shares)).toBeGreaterThan(90)
  })

  it('browser-webgpu: trains on wasm where there is no real GPU, and on WebGPU when told to', async () => {
    const address = await served('browser-webgpu')
    const onWasm = await visit(address, /finished/)
    expect(onWasm.complaints).toEqual([])
    expect(onWasm.text).toMatch(/backend: wasm .*no WebGPU on a real GPU/)
    expect(numbers(onWasm.text, /epoch 30 of 30: .* accuracy ([\d.]+) %/)[0]).toBeGreaterThan(70)
    const onWebGpu = await visit(`${address}?backend=webgpu`, /epoch [3-9] of 30/)
    expect(onWebGpu.complaints).toEqual([])
    expect(onWebGpu.text).toMatch(/backend: webgpu/)
    expect(onWebGpu.text).toMatch(/epoch [3-9] of 30: loss [\d.]+/)
  })
})
