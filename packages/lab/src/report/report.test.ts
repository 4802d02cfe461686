import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import type { Figure, RunRecord } from '../run/record.ts'
import { reportHtml } from './report.ts'
import { type SampleRule, sampleRun, seenRules } from './testing/sampleRun.ts'
import { faults } from './testing/wellFormed.ts'

const twelve: readonly SampleRule[] = Array.from({ length: 12 }, (_, index) => ({
  ...(seenRules[index % seenRules.length] as SampleRule),
  rule: `sam:rho=${index},m=1`,
  label: `1-SAM (ρ = ${index})`,
  peak: 0.82 + 0.002 * index,
}))

const hostile = `</script><script>alert(1)</script><img src=x onerror="alert('2')">&amp; "it's"`

const runs: { readonly [name: string]: RunRecord } = {
  'one seed': sampleRun(),
  'five seeds': sampleRun({ seeds: 5 }),
  'no noise': sampleRun({ noise: 0 }),
  'one epoch of one rule': sampleRun({ rules: seenRules.slice(0, 1), epochs: 1 }),
  'twelve rules': sampleRun({ rules: twelve, seeds: 3 }),
  'hostile texts': sampleRun({
    rules: seenRules.map((rule, index) => ({
      ...rule,
      rule: `${rule.rule}${hostile}`,
      label: `${hostile}${index}`,
    })),
    model: hostile,
  }),
  'no rows': sampleRun({ rules: [] }),
}

const parse = (record: RunRecord): Document => parseHTML(reportHtml(record)).document as unknown as Document

const texts = (document: Document, selector: string): readonly string[] =>
  [...document.querySelectorAll(selector)].map(element => element.textContent ?? '')

describe.each(Object.entries(runs))('the report of %s', (_name, record) => {
  const page = reportHtml(record)
  const document = parse(record)

  it('is well formed, with identifiers of its own', () => {
    expect(faults(page)).toEqual([])
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const element of document.querySelectorAll('[aria-labelledby]')) {
      expect(ids).toContain(element.getAttribute('aria-labelledby'))
    }
  })

  it('asks for nothing outside itself', () => {
    const visible = page.replace(/<script type="application\/json"[\s\S]*?<\/script>/, '')
    const addresses = visible.match(/\bhttps?:\/\/[^\s"'<]+/g) ?? []
    expect(addresses.filter(address => address !== 'http://www.w3.org/2000/svg')).toEqual([])
    expect(visible).not.toMatch(/url\(|@import|\bsrcset=/)
    expect(document.querySelectorAll('link, img, iframe, object, embed, script[src]').length).toBe(0)
  })

  it('holds the whole record', () => {
    expect(JSON.parse(document.getElementById('run')?.textContent ?? '')).toEqual(record)
  })

  it('gives every chart an alternative and a caption', () => {
    for (const chart of document.querySelectorAll('svg.chart')) {
      expect(chart.getAttribute('role')).toBe('img')
      expect(chart.getAttribute('aria-label')?.length).toBeGreaterThan(20)
      expect(chart.closest('figure')?.querySelector('figcaption')).not.toBeNull()
    }
  })

  it('has no hole where a number should be', () => {
    expect(document.querySelector('main')?.textContent?.replace(/\{.*\}/s, '')).not.toMatch(
      /NaN|undefined|Infinity|null/,
    )
    expect(document.querySelector('svg.chart path[d*="NaN"], svg.chart [transform*="NaN"]')).toBeNull()
  })

  it('draws one line per rule', () => {
    const rules = record.result.rows.length
    for (const size of ['wide', 'narrow']) {
      expect(document.querySelectorAll(`#test-accuracy svg.${size} .series path`).length).toBe(rules)
    }
    expect(document.querySelectorAll('#train-accuracy svg.chart').length).toBe(rules)
  })
})

describe('the table', () => {
  const formats: { readonly [figure in Figure]: (value: number) => string } = {
    peak: value => (value * 100).toFixed(1),
    final: value => (value * 100).toFixed(1),
    noisyValidation: value => (value * 100).toFixed(1),
    cleanTrain: value => (value * 100).toFixed(1),
    noisyTrain: value => (value * 100).toFixed(1),
    gradientEvaluations: String,
    seconds: value => value.toFixed(value < 9.95 ? 2 : 1),
  }
  const figures = Object.keys(formats) as Figure[]

  it.each([runs['one seed'], runs['five seeds']] as RunRecord[])(
    'shows the figures of the record',
    record => {
      const rows = [...parse(record).querySelectorAll('.results tbody tr')]
      expect(rows.length).toBe(record.result.rows.length)
      for (const [index, row] of record.result.rows.entries()) {
        expect(rows[index]?.querySelector('th .rule')?.textContent).toBe(row.label)
        expect(rows[index]?.querySelector('th code')?.textContent).toBe(row.rule)
        for (const figure of figures) {
          const cell = rows[index]?.querySelector(`td[data-figure="${figure}"]`)
          expect(cell?.querySelector('.value')?.textContent?.replaceAll('\u202f', '')).toBe(
            formats[figure](row[figure] ?? 0),
          )
          const interval = row.intervals?.[figure]
          const half = cell?.querySelector('.half')?.textContent
          if (interval === undefined || figure === 'gradientEvaluations') expect(half).toBeUndefined()
          else {
            const scale = figure === 'seconds' ? 1 : 100
            expect(half).toBe(`± ${((scale * (interval[1] - interval[0])) / 2).toFixed(1)}`)
          }
        }
      }
    },
  )

  it('marks the best of each column in words as well, ties included', () => {
    const document = parse(sampleRun())
    const best = (figure: Figure): readonly string[] =>
      [...document.querySelectorAll(`td.best[data-figure="${figure}"]`)].map(
        cell => cell.parentElement?.querySelector('.rule')?.textContent ?? '',
      )
    expect(best('peak')).toEqual(['J-SAM (ρ = 0.03)', '1-SAM (ρ = 0.03)'])
    expect(best('noisyTrain')).toEqual(['1-SAM (ρ = 0.03)'])
    expect(best('gradientEvaluations')).toEqual(['SGD', 'Norm-regularised'])
    expect(best('seconds')).toEqual(['SGD'])
    expect(texts(document, 'td.best').every(text => text.includes('(best)'))).toBe(true)
  })

  it('marks none in a table of one row', () => {
    expect(parse(sampleRun({ rules: seenRules.slice(0, 1) })).querySelector('td.best')).toBeNull()
  })

  it('shows missing figures as missing', () => {
    expect(texts(parse(sampleRun({ noise: 0 })), 'td[data-figure=noisyTrain]')).toEqual(
      Array(6).fill('–none'),
    )
  })

  it('names its columns and rows for assistive technology', () => {
    const document = parse(sampleRun())
    expect(texts(document, '.results thead th[scope=col]')).toHaveLength(8)
    expect(document.querySelectorAll('.results tbody th[scope=row]').length).toBe(6)
    expect(document.querySelector('.results caption')).not.toBeNull()
  })
})

describe('the charts', () => {
  it('label every line at its end', () => {
    expect(texts(parse(sampleRun()), '#test-accuracy svg.wide .end-labels text')).toEqual([
      'SGD',
      'L-SAM',
      'SAM',
      'Norm-regularised',
      'J-SAM',
      '1-SAM',
    ])
  })

  it('tell twelve rules apart by colour and dashes together', () => {
    const document = parse(runs['twelve rules'] as RunRecord)
    const styles = [...document.querySelectorAll('#test-accuracy svg.wide g.series')].map(
      line => `${line.getAttribute('stroke')} ${line.getAttribute('stroke-dasharray')}`,
    )
    expect(new Set(styles).size).toBe(12)
  })

  it('draw bands only for several seeds, and say what they are', () => {
    expect(parse(sampleRun()).querySelector('.band')).toBeNull()
    const document = parse(sampleRun({ seeds: 5 }))
    expect(document.querySelectorAll('#test-accuracy svg.wide .band path').length).toBe(6)
    expect(document.querySelector('#test-accuracy figcaption')?.textContent).toContain(
      'Lines are means over 5 seeds, bands reach from the lowest to the highest seed.',
    )
  })

  it('compare up-weighting with a line at 1', () => {
    expect(parse(sampleRun()).querySelectorAll('#up-weighting svg.wide .reference').length).toBe(1)
  })

  it('leave up-weighting out without noise, and say why', () => {
    const document = parse(sampleRun({ noise: 0 }))
    expect(document.querySelector('#up-weighting svg')).toBeNull()
    expect(document.querySelector('#up-weighting')?.textContent).toContain('nothing to compare')
    expect(document.querySelectorAll('#train-accuracy .series path').length).toBe(6)
  })

  it('have their figures in a table: means of the seeds', () => {
    const record = sampleRun({ seeds: 2, rules: seenRules.slice(0, 2) })
    const document = parse(record)
    const tests = record.metrics
      .filter(({ rule, epoch }) => rule === 'sgd' && epoch === 7)
      .map(({ test }) => test)
    const row = document.querySelectorAll('#test-accuracy .figures tbody tr')[6]
    expect(row?.querySelector('th')?.textContent).toBe('7')
    expect(row?.querySelector('td')?.textContent).toBe(
      ((100 * ((tests[0] ?? 0) + (tests[1] ?? 0))) / 2).toFixed(1),
    )
  })
})

describe('the head and the configuration', () => {
  it('sum the run up in a sentence made from the figures', () => {
    const lede = (record: RunRecord): string =>
      parse(record).querySelector('.lede')?.textContent?.replaceAll('\u00a0', ' ') ?? ''
    expect(lede(sampleRun())).toBe(
      'J-SAM and 1-SAM reach the highest test accuracies, up to 84.1 %, 2.2 points above SGD, which falls from 81.9 % to 65.2 % by the last epoch.',
    )
    expect(lede(sampleRun({ rules: seenRules.slice(0, 1) }))).toBe(
      'SGD falls from 81.9 % to 65.2 % by the last epoch.',
    )
    expect(lede(sampleRun({ rules: seenRules.slice(5) }))).toBe(
      '1-SAM peaks at 84.1 % test accuracy and ends at 84.1 %.',
    )
    expect(lede(sampleRun({ rules: seenRules.slice(4) }))).toBe(
      'The 2 rules can’t be told apart by their best test accuracy, 84.1 %.',
    )
  })

  it('give the command that repeats the run, quoted for a shell', () => {
    const record = sampleRun({ model: "mlp:it's; rm -rf ~" })
    const command = parse(record).getElementById('repeat')?.textContent ?? ''
    expect(command).toContain(
      'planish train \\\n  --data fashionMnist:subset \\\n  --noise symmetric:rate=0.4 \\\n',
    )
    expect(command).toContain(`--model 'mlp:it'\\''s; rm -rf ~' \\\n`)
    expect(command).toContain('--rule sam:rho=0.03,m=1,term=logit \\\n  --rule sam:rho=0.1 \\\n')
    expect(command).not.toContain('--examples')
    expect(command).toMatch(/--backend auto$/)
  })

  it('list every setting, version and realised noise rate', () => {
    const record = sampleRun({ seeds: 2 })
    const table = parse(record).querySelector('.configuration')?.textContent ?? ''
    for (const text of [
      'symmetric:rate=0.4',
      'crossEntropy',
      '0.0005',
      '40.0\u00a0%, 40.0\u00a0%',
      '669\u202f706',
      '0123abc',
      '0 to 1',
    ]) {
      expect(table).toContain(text)
    }
  })

  it('keep hostile texts as text', () => {
    const document = parse(runs['hostile texts'] as RunRecord)
    expect(document.querySelectorAll('script').length).toBe(2)
    expect(document.querySelector('.results th .rule')?.textContent).toBe(`${hostile}0`)
    expect(document.querySelector('#test-accuracy svg')?.getAttribute('aria-label')).toContain(
      `${hostile}0: `,
    )
    const named = sampleRun({ rules: seenRules.map(rule => ({ ...rule, label: `&lt;b>${rule.label}` })) })
    expect(texts(parse(named), '#test-accuracy svg.wide .end-labels text')[0]).toBe('&lt;b>SGD')
  })
})

it('stays below a megabyte for six rules of thirty epochs', () => {
  expect(Buffer.byteLength(reportHtml(sampleRun()))).toBeLessThan(1_000_000)
  expect(Buffer.byteLength(reportHtml(sampleRun({ seeds: 5 })))).toBeLessThan(1_000_000)
})
