import { PlanishError } from '@planish/core'
import type { Command } from 'commander'
import { example } from './example.ts'
import { action } from './fail.ts'
import { type Defaults, type RunFlags, runFromFlags, withRunFlags } from './train.ts'

/**
 * The paper's ordering on real images: a 784-512-512-10 ReLU MLP on Fashion-MNIST with 40 % symmetric noise. ρ, γ
 * and the learning rate are ours; the paper used a ResNet-18 on CIFAR-10.
 */
export const orderingDefaults: Defaults = {
  data: 'fashionMnist',
  noise: 'symmetric:0.4',
  model: 'mlp:512x512,init=heNormal',
  loss: 'crossEntropy',
  rules: [
    'sgd',
    'sam:rho=0.03,m=1,term=logit',
    'sam:rho=0.1',
    'normRegularised:gammaZ=0.01,gammaV=0.1',
    'sam:rho=0.03,m=1,term=jacobian',
    'sam:rho=0.03,m=1',
  ],
  epochs: 30,
  batchSize: 128,
  learningRate: 0.02,
  momentum: 0.9,
  weightDecay: 5e-4,
  validation: 0.1,
  trainExamples: null,
  measured: 3000,
  upWeightingRho: 0.03,
  seed: 1,
  seeds: 1,
  backend: 'auto',
}

/** A minute's worth: too few examples and epochs for the figures to settle, enough to see that all of it works. */
const quick = { trainExamples: 3000, epochs: 12, measured: 1000 }

/** `planish reproduce`. */
export const addReproduce = (program: Command): Command =>
  withRunFlags(
    program
      .command('reproduce')
      .argument('[figure]', 'what to reproduce; so far: ordering', 'ordering')
      .description("the paper's ordering of rules under label noise, on real images, with a report")
      .option(
        '--quick',
        `about a minute: ${quick.trainExamples} examples, ${quick.epochs} epochs, unless flags say otherwise`,
      ),
    orderingDefaults,
    orderingDefaults.rules,
  )
    .addHelpText('after', example('planish reproduce --seeds 3 --out runs/three-seeds'))
    .action(
      action(async (figure: string, flags: RunFlags) => {
        if (figure !== 'ordering') {
          throw new PlanishError('usage', `unknown figure "${figure}"`, 'known are ordering')
        }
        const defaults = { ...orderingDefaults, ...(flags.quick === true && quick) }
        return runFromFlags('reproduce', flags, defaults)
      }),
    )
