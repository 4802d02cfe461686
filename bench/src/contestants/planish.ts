import { rules } from '../rules.ts'
import { parseWorkload } from '../workload/workload.ts'
import { limitOf } from './limit.ts'
import { type Contender, serve } from './serve.ts'
import { readPoint, startBackend } from './start.ts'
import { directionStep, fullStep } from './steps.ts'

/** The process that measures Planish on one backend. */
await serve(async assignment => {
  const { gradients, kinds, model: name, step } = assignment
  const { device, version, software } = await startBackend(assignment)
  const contenders = await parseWorkload(name).withModel(async model => {
    const point = await readPoint(model, assignment)
    const stepOf = step === 'full' ? fullStep : directionStep
    return kinds.map((kind): readonly [string, Contender] => [
      gradients === 'planish' ? kind : `${kind} (tfjs's own gradients)`,
      { kind, limit: limitOf(kind, point), step: stepOf(rules[kind], point) },
    ])
  })
  return { device, version, software, contenders: Object.fromEntries(contenders) }
})
