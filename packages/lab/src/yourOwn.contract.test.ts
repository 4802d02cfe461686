import { accuracy, predict } from '@planish/analysis'
import { disposeTree, orThrow } from '@planish/core'
import { expect, it } from 'vitest'
import { data, model, withOneSam, withYourRule } from '../../../examples/your-own/yourOwn.ts'

it.each([
  { name: 'a rule of one’s own', run: withYourRule },
  { name: '1-SAM', run: withOneSam },
])('the README’s example learns its circle by $name', async ({ run }) => {
  const { params, state } = orThrow(await run()())
  const predicted = await predict(model, params, data)
  expect(accuracy(predicted, data.labels)).toBeGreaterThan(0.9)
  disposeTree(params)
  disposeTree(state)
})
