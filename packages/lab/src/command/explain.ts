import { type BackendName, useBackend } from '@planish/backend'
import { disposeTree, orThrow, PlanishError, random } from '@planish/core'
import { crossEntropy, type Explanation, explain, planText } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { FittedModel } from '../spec/model/shapedModel.ts'
import { decodeModel } from '../spec/models.ts'
import { backendOption } from './backendOption.ts'
import { example } from './example.ts'
import { action } from './fail.ts'
import { number } from './number.ts'
import { print, printJson } from './print.ts'

interface ExplainFlags {
  readonly batchSize: number
  readonly m: number
  readonly memoryBudget?: number
  readonly backend: BackendName | 'auto'
  readonly json?: boolean
}

/** What a specification leaves open is as Fashion-MNIST has it. */
const fashionMnist = { inputShape: [28, 28, 1], classes: 10 }

const fitted = (model: string): FittedModel =>
  orThrow(
    pipe(
      decodeModel(model),
      E.chain(({ value }) =>
        pipe(
          value(),
          E.alt(() => value(fashionMnist)),
        ),
      ),
    ),
  )

function wholeFrom1(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value
  throw new PlanishError('usage', `${name} is ${value}`, 'give a whole number from 1')
}

/** The plan for a batch of zeros: nothing but shapes matters. */
function explainModel(model: FittedModel, flags: ExplainFlags): Explanation {
  const examples = wholeFrom1('--batch-size', flags.batchSize)
  const m = wholeFrom1('--m', flags.m)
  const params = model.init(random.key(0))
  const batch = {
    inputs: tf.zeros([examples, ...model.shape.inputShape]),
    labels: tf.zeros([examples], 'int32'),
  }
  const { memoryBudget } = flags
  const grouping = memoryBudget === undefined ? { m } : { m, memoryBudget }
  const explanation = explain({ model, loss: crossEntropy }, params, batch, grouping)
  disposeTree(params)
  tf.dispose([batch.inputs, batch.labels])
  return explanation
}

/** `planish explain`. */
export const addExplain = (program: Command): Command =>
  program
    .command('explain')
    .argument('<model>', 'a model, as `planish list models` names them')
    .description('how exact m-SAM is run on a model: for each layer the variant, its work and its memory')
    .option('--batch-size <n>', 'examples of a batch', number, 64)
    .option('--m <n>', 'examples of a group', number, 1)
    .option('--memory-budget <bytes>', 'bytes that the groups run together may hold (default: 1 GiB)', number)
    .addOption(backendOption())
    .option('--json', 'print it as JSON')
    .addHelpText('after', example('planish explain resnet18:inputShape=32x32x3,classes=10 --batch-size 16'))
    .action(
      action(async (model: string, flags: ExplainFlags) => {
        const described = fitted(model)
        orThrow(await useBackend(flags.backend)())
        const explanation = explainModel(described, flags)
        if (flags.json === true) printJson(explanation)
        else print(planText(explanation))
      }),
    )
