import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { displayWidth } from '../../report/displayWidth.ts'
import { faults } from '../../report/testing/wellFormed.ts'
import { figureHtml } from './figureHtml.ts'
import { figureText } from './figureText.ts'
import { written } from './panel/formats.ts'
import { reproductionHtml } from './reproductionHtml.ts'
import { reproductionMarkdown } from './reproductionMarkdown.ts'
import { hostile, oddFigure, sampleFigure } from './testing/sampleFigure.ts'

const figures = { sample: sampleFigure, odd: oddFigure }
const pages = {
  sample: figureHtml(sampleFigure),
  odd: figureHtml(oddFigure),
  index: reproductionHtml([sampleFigure, oddFigure]),
}

const parse = (page: string): Document => parseHTML(page).document as unknown as Document

const texts = (document: Document, selector: string): readonly string[] =>
  [...document.querySelectorAll(selector)].map(element => element.textContent?.trim() ?? '')

describe.each(Object.entries(pages))('the page of %s', (_name, page) => {
  const document = parse(page)

  it('is well formed, asks for nothing, and names its parts once', () => {
    expect(faults(page)).toEqual([])
    expect(document.querySelectorAll('link, img, iframe, object, embed, script[src]').length).toBe(0)
    for (const kind of ['id', 'aria-label']) {
      const names = [...document.querySelectorAll(`[${kind}]:not(svg, svg *)`)].map(part =>
        part.getAttribute(kind),
      )
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it('says of every chart what it shows, and draws no hole', () => {
    for (const chart of document.querySelectorAll('svg.chart')) {
      expect(chart.getAttribute('role')).toBe('img')
      expect(chart.getAttribute('aria-label')?.length).toBeGreaterThan(20)
      expect(chart.outerHTML).not.toMatch(/="[^"]*(NaN|Infinity|undefined)/)
    }
    expect(document.querySelector('main')?.textContent?.replace(/\{.*\}/s, '')).not.toMatch(
      /NaN|undefined|Infinity|null/,
    )
  })
})

describe.each(Object.entries(figures))('the figure %s', (name, figure) => {
  const document = parse(pages[name as keyof typeof figures])

  it('has every claim twice: at a glance, and with its evidence', () => {
    expect(texts(document, '.outcome li > span:last-child')).toEqual(figure.claims.map(({ paper }) => paper))
    expect(texts(document, '.claims tbody th')).toEqual(figure.claims.map(({ paper }) => paper))
    expect(texts(document, '.claims .verdict')).toEqual(
      figure.claims.map(({ verdict }) => (verdict === 'open' ? 'not decided' : verdict)),
    )
  })

  it('has every panel, drawn or as a table, with its figures behind it', () => {
    for (const panel of figure.panels) {
      const element = document.getElementById(panel.id)
      expect(element?.querySelector('h3')?.textContent).toBe(panel.title)
      if (panel.kind === 'table') {
        expect(element?.querySelectorAll('tbody tr').length).toBe(panel.rows.length)
        continue
      }
      expect(element?.querySelectorAll('.figures table').length).toBe(1)
      const drawn = panel.kind === 'smallLines' ? 'svg.chart.small' : 'svg.chart.wide, svg.chart.narrow'
      expect(element?.querySelectorAll(drawn).length).toBe(
        panel.kind === 'smallLines' ? panel.panels.length : 2,
      )
    }
  })

  it('holds the whole result', () => {
    expect(JSON.parse(document.getElementById('run')?.textContent ?? '')).toEqual(
      JSON.parse(JSON.stringify(figure)),
    )
    expect(document.getElementById('download')?.getAttribute('download')).toBe(`${figure.figure}.json`)
    expect(document.getElementById('repeat')?.textContent).toBe(figure.command)
  })
})

describe('the sample', () => {
  const document = parse(pages.sample)

  it('draws lines with whiskers at few values of x, and bands along many', () => {
    expect(document.querySelectorAll('#peak-by-noise svg.wide .whisker').length).toBe(6)
    expect(document.querySelectorAll('#peak-by-noise svg.wide .band').length).toBe(0)
    expect(document.querySelectorAll('#test-accuracy svg.wide .band').length).toBe(6)
    expect(document.querySelectorAll('#test-accuracy svg.wide .reference').length).toBe(2)
  })

  it('labels every value of a logarithmic axis', () => {
    const labels = texts(document, '#scale svg.wide [data-part="x-axis tick label"] text')
    expect(labels.map(label => label.replace('\u202f', ''))).toEqual(['8', '32', '128', '512', '2048'])
  })

  it('has a row with its interval for each rule under each condition', () => {
    expect(document.querySelectorAll('.results tbody tr:not(.group)').length).toBe(18)
    expect(texts(document, '.results .half').every(text => /^± \d/.test(text))).toBe(true)
    expect(document.querySelectorAll('#results .figures tbody tr').length).toBe(90)
  })
})

describe('all figures together', () => {
  it('are linked, counted and timed', () => {
    const document = parse(pages.index)
    const links = [...document.querySelectorAll('a')].map(link => link.getAttribute('href'))
    expect(new Set(links)).toEqual(new Set(['ordering.html', 'odd.html']))
    expect(texts(document, '.counts b')).toEqual(['2', '1', '3'])
  })

  it('are a Markdown table of five columns, whatever the texts hold', () => {
    const rows = reproductionMarkdown([sampleFigure, oddFigure])
      .split('\n')
      .filter(line => line.startsWith('|'))
    expect(rows).toHaveLength(2 + 6)
    for (const row of rows) expect(row.split('|')).toHaveLength(7)
    expect(rows.join('')).not.toContain('<')
    expect(reproductionMarkdown([sampleFigure], () => null)).not.toContain('](')
  })
})

it('is told on a terminal in lines of at most 100 columns', () => {
  const text = figureText(sampleFigure)
  expect(text.split('\n').every(line => displayWidth(line) <= 100)).toBe(true)
  for (const { paper } of sampleFigure.claims) {
    expect(text.replace(/\s+/g, ' ')).toContain(paper)
  }
  expect(text).toContain('✗ disagrees')
  expect(figureText(oddFigure)).toContain(hostile)
})

it('writes numbers with their powers of ten and real minus signs', () => {
  const { said } = written('scientific')
  expect([0, 1, 10, 1e-4, 1.25e-7, -3e12].map(said)).toEqual(['0', '1', '10', '10⁻⁴', '1.25·10⁻⁷', '−3·10¹²'])
  expect([0.1 + 0.2, -12, 1234.5678, Number.NaN].map(written('number').said)).toEqual([
    '0.3',
    '−12',
    '1\u202f235',
    '–',
  ])
})
