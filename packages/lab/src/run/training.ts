import { disposeTree } from '@planish/core'
import { batchCount, size } from '@planish/datasets'
import { sgd } from '@planish/optim'
import type { NamedRule, Training } from '../spec/ruleKind.ts'
import type { Setting } from './experiment.ts'
import type { ExperimentConfig } from './record.ts'

/**
 * What a rule trains, and how, as a configuration has it.
 *
 * @throws PlanishError `usage` where the rule does not go with the rest of the configuration
 */
export function trainingOf(
  { training }: NamedRule,
  { learningRate, momentum, weightDecay, epochs, batchSize }: ExperimentConfig,
  { objective, data: { train } }: Setting,
): Training {
  return training({
    objective,
    descent: sgd({ learningRate, momentum, weightDecay }),
    learningRate,
    steps: epochs * batchCount(train, { batchSize }),
    examples: size(train),
    classes: train.classes,
  })
}

/**
 * Begins a training and drops it: what a rule has against the network or the loss, it says here.
 *
 * @throws PlanishError `usage` as {@link trainingOf}, or from the rule
 */
export function tryTraining(rule: NamedRule, config: ExperimentConfig, setting: Setting): void {
  const { objective, optimizer } = trainingOf(rule, config, setting)
  const params = objective.model.init(setting.trainKey)
  try {
    disposeTree(optimizer.init(params))
  } finally {
    disposeTree(params)
  }
}
