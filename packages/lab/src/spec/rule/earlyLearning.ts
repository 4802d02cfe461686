import { PlanishError } from '@planish/core'
import { crossEntropy } from '@planish/grad'
import { earlyLearningRegularised, followedBy, plainGradient } from '@planish/optim'
import { real } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'

export const earlyLearningKind = ruleKind({
  kind: 'earlyLearning',
  summary:
    'Early-learning regularisation: cross-entropy, and each example is held to a moving average of what the network said of it; --loss is none but crossEntropy.',
  source: {
    paper:
      'Liu, Niles-Weed, Razavian & Fernandez-Granda, Early-Learning Regularization Prevents Memorization of Noisy Labels',
    year: 2020,
    url: 'https://arxiv.org/abs/2007.00151',
  },
  formula: 'u = ∇ mean (−log p_y + λ log(1 − ⟨p, t⟩)), t ← β t + (1 − β) p for each example',
  options: {
    lambda: real(weight => weight.min(0))
      .default(3)
      .meta({ description: 'λ, weight of the regularisation', source: 'Liu et al. 2020, CIFAR-10' }),
    beta: real(share => share.min(0).lt(1))
      .default(0.7)
      .meta({ description: 'β of the moving average', source: 'Liu et al. 2020, CIFAR-10' }),
  },
  build: given => ({
    label: `early-learning (λ = ${given.lambda})`,
    gradientEvaluations: 1 + 1 / 3,
    training: ({ objective, descent, examples, classes }) => {
      const { name } = objective.loss
      if (name !== crossEntropy.name) {
        throw new PlanishError(
          'usage',
          `rule earlyLearning has a loss of its own, which --loss ${name} would not change`,
          'leave --loss out, or train that loss in another run',
        )
      }
      const rule = earlyLearningRegularised({ ...given, examples, classes }, plainGradient())
      return { objective, optimizer: followedBy(descent)(rule) }
    },
  }),
})
