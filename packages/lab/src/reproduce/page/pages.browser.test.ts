import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provideImitatedGpu } from '../../../../testing/src/swiftshader.ts'
import { comparisonHtml } from '../../report/comparison/comparisonHtml.ts'
import { sampleRun } from '../../report/testing/sampleRun.ts'
import { figureHtml } from './figureHtml.ts'
import { reproductionHtml } from './reproductionHtml.ts'
import { oddFigure, sampleFigure } from './testing/sampleFigure.ts'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const run = sampleRun({ seeds: 2 })
const pages = {
  'a figure': figureHtml(sampleFigure),
  'an odd figure': figureHtml(oddFigure),
  'all figures': reproductionHtml([sampleFigure, oddFigure]),
  'compared runs': comparisonHtml([
    { name: 'a', record: run },
    { name: 'b', record: { ...run, config: { ...run.config, noise: 'none' } } },
  ]),
}

let browser: Browser

beforeAll(async () => {
  const gpu = await provideImitatedGpu()
  browser = await chromium.launch({ executablePath: gpu.chromium, args: [...gpu.arguments] })
}, 120_000)

afterAll(async () => {
  await browser?.close()
})

interface Axe {
  readonly axe: {
    readonly run: () => Promise<{
      violations: readonly { id: string; nodes: readonly { html: string }[] }[]
    }>
  }
}

/** What axe finds wrong, as `rule: element`. */
const violations = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const found = await (globalThis as unknown as Axe).axe.run()
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`),
    )
  })

describe.each(Object.entries(pages))('the page of %s in a browser', (_name, content) => {
  it('complains of nothing, is accessible in light and dark, and is no wider than the screen', async () => {
    const page = await browser.newPage({ reducedMotion: 'reduce' })
    const complaints: string[] = []
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.setContent(content)
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })
    await page.addScriptTag({ path: axe })
    for (const width of [360, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await violations(page)).toEqual([])
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
    expect(complaints).toEqual([])
    await page.close()
  }, 240_000)
})
