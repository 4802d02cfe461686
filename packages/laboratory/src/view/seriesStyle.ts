import type { RuleName } from '../spec/rules.ts'

/** How a rule's line is drawn: the same in every race, and told apart without colours too. */
export interface SeriesStyle {
  readonly colour: string
  readonly dash: string
}

const dashes: { readonly [rule in RuleName]: string } = {
  sgd: 'none',
  sam: '7 3',
  '1-sam': '12 3',
  'l-sam': '2 3',
  'j-sam': '9 3 2 3',
  regularised: '4 2',
}

/** Colours are variables of the style sheet, so that they follow the page from light to dark. */
export const seriesStyle = (rule: RuleName): SeriesStyle => ({
  colour: `var(--rule-${rule})`,
  dash: dashes[rule],
})

/** Up-weighting's two lines. */
export const labelStyles: { readonly [kind in 'right' | 'wrong']: SeriesStyle } = {
  right: { colour: 'var(--right)', dash: 'none' },
  wrong: { colour: 'var(--wrong)', dash: '6 3' },
}
