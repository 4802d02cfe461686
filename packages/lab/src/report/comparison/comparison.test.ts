import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../run/record.ts'
import { sampleRun, seenRules } from '../testing/sampleRun.ts'
import { faults } from '../testing/wellFormed.ts'
import { type ComparedRun, comparedGroups } from './comparedRun.ts'
import { comparisonHtml } from './comparisonHtml.ts'
import { comparisonText } from './comparisonText.ts'

const configured = (record: RunRecord, config: Partial<RunRecord['config']>): RunRecord => ({
  ...record,
  config: { ...record.config, ...config },
})

const twoRules = sampleRun({ rules: seenRules.slice(0, 2) })
const runs: readonly ComparedRun[] = [
  { name: 'a', record: configured(twoRules, { noise: 'none', learningRate: 0.1 }) },
  { name: 'b', record: configured(twoRules, { noise: 'symmetric:0.4', learningRate: 0.1 }) },
  {
    name: 'c',
    record: configured(sampleRun({ rules: seenRules.slice(2, 3) }), { noise: 'none', learningRate: 0.1 }),
  },
]

const labels = (rules: readonly { readonly label: string }[]) => rules.map(({ label }) => label)

describe('runs that are compared', () => {
  it('stand together where they differ in their rules alone', () => {
    const groups = comparedGroups(runs)
    expect(groups.map(({ title, rows }) => [title, labels(rows)])).toEqual([
      ['noise none', labels(seenRules.slice(0, 3))],
      ['noise symmetric:0.4', labels(seenRules.slice(0, 2))],
    ])
    expect(comparedGroups(runs.slice(0, 1)).map(({ title }) => title)).toEqual([''])
  })

  it('have a well-formed page that asks for nothing, with a row for each rule and the records in it', () => {
    const hostile = `</script><script>alert(1)</script>"'&<b>`
    const rules = seenRules.slice(0, 1).map(rule => ({ ...rule, label: hostile }))
    const all = [...runs, { name: hostile, record: configured(sampleRun({ rules }), { noise: hostile }) }]
    const page = comparisonHtml(all)
    expect(faults(page)).toEqual([])
    const { document } = parseHTML(page)
    expect(document.querySelectorAll('link, img, iframe, script[src]').length).toBe(0)
    expect(document.querySelectorAll('.results tbody tr:not(.group)').length).toBe(6)
    expect(document.querySelectorAll('svg.chart.wide').length).toBe(3)
    expect(JSON.parse(document.querySelector('#run')?.textContent ?? '')).toEqual(
      JSON.parse(JSON.stringify(all)),
    )
  })

  it('have a table for each setting on a terminal', () => {
    const text = comparisonText(runs)
    expect(text.match(/^noise .*$/gm)).toEqual(['noise none', 'noise symmetric:0.4'])
    for (const { label } of seenRules.slice(0, 3)) expect(text).toContain(label)
  })
})
