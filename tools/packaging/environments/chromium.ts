import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { preview } from 'vite'
import { z } from 'zod'
import { provideImitatedGpu } from '../../../packages/testing/src/swiftshader.ts'
import { command } from '../command.ts'
import type { Project } from './install.ts'

/** A number within float32 rounding of another. */
const near = (wanted: number) => z.number().refine(found => Math.abs(found - wanted) < 1e-6, `not ${wanted}`)

/** What one backend must answer: 1-SAM's step as worked out in environments/node-esm/main.js, and a toy learned. */
const answered = z.object({
  device: z.string(),
  kernel: z.tuple([near(0.225), near(0.08)]),
  accuracy: z.number().min(0.95),
})

/** What the page must answer. */
const answer = z.object({ wasm: answered, webgpu: answered })

/** The page's answer, and what it complained of. */
async function ask(
  url: string,
): Promise<{ readonly found: unknown; readonly complaints: readonly string[] }> {
  const { chromium: executablePath, arguments: args } = await provideImitatedGpu()
  const browser = await chromium.launch({ executablePath, args })
  const complaints: string[] = []
  try {
    const page = await browser.newPage()
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    await page.goto(url)
    await page.waitForFunction('globalThis.answer !== undefined', undefined, { timeout: 60_000 })
    return { found: await page.evaluate('globalThis.answer'), complaints }
  } catch (thrown) {
    return { found: undefined, complaints: [...complaints, String(thrown)] }
  } finally {
    await browser.close()
  }
}

/** Builds a project with its own Vite and loads the page in headless Chromium. */
export async function inChromium({ folder }: Project): Promise<string | undefined> {
  const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js')
  const built = await command(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: folder })
  if (built.status !== 0) return built.output
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.warn('SKIPPED: the built page in Chromium; the test browser is packaged for linux-x64 only')
    return undefined
  }
  const server = await preview({ configFile: false, root: folder, logLevel: 'silent' })
  try {
    const { found, complaints } = await ask(server.resolvedUrls?.local[0] ?? '')
    if (complaints.length > 0) return complaints.join('\n')
    const { error } = answer.safeParse(found)
    return error === undefined ? undefined : `${z.prettifyError(error)}\nin ${JSON.stringify(found)}`
  } finally {
    await server.close()
  }
}
