/** The rules that can race, by the names that a URL has for them. */
export const ruleNames = ['sgd', 'sam', '1-sam', 'l-sam', 'j-sam', 'regularised'] as const

export type RuleName = (typeof ruleNames)[number]

/** What the page calls each rule, and what it says of it. */
export const ruleTexts: {
  readonly [name in RuleName]: { readonly label: string; readonly summary: string }
} = {
  sgd: { label: 'SGD', summary: 'the plain gradient of the batch' },
  sam: { label: 'SAM', summary: 'one perturbation for the whole batch' },
  '1-sam': { label: '1-SAM', summary: 'each example its own perturbation' },
  'l-sam': { label: 'L-SAM', summary: 'the perturbation’s effect on the logits alone' },
  'j-sam': { label: 'J-SAM', summary: 'its effect on the Jacobian alone' },
  regularised: { label: 'Regularised', summary: 'SGD with small features and head, which imitates J-SAM' },
}
