import { accuracy, predict } from '@planish/analysis'
import { useBackend } from '@planish/backend'
import { orThrow } from '@planish/core'
import { data, model, withOneSam, withYourRule } from './yourOwn.ts'

const { name, device } = orThrow(await useBackend('auto')())
console.log(`backend: ${name} (${device})`)

for (const [rule, run] of Object.entries({ 'your rule': withYourRule, '1-SAM': withOneSam })) {
  const { params } = orThrow(await run()())
  const predicted = await predict(model, params, data)
  console.log(
    `${rule}: ${(100 * (accuracy(predicted, data.labels) ?? 0)).toFixed(1)} % of the circle learned`,
  )
}
