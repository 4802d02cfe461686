import { PlanishError } from '@planish/core'
import { type Command, Option } from 'commander'
import { readReproduction } from '../reproduce/reproduction.ts'
import { example } from './example.ts'
import { action } from './fail.ts'
import { number } from './number.ts'
import { type FigureFlags, listFigures, reproduceFigures } from './reproduceFigures.ts'
import { type Defaults, flagOf, type RunFlags, runFromFlags, withRunFlags } from './train.ts'

/** What a training starts from where no flag says otherwise; ρ, γ and the learning rate are ours. */
export const trainDefaults: Defaults = {
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
  measured: 1000,
  upWeightingRho: 0.03,
  seed: 1,
  seeds: 1,
  backend: 'auto',
}

/**
 * The paper's ordering on real images: a 784-512-512-10 ReLU MLP on Fashion-MNIST with 40 % symmetric noise; the paper
 * used a ResNet-18 on CIFAR-10. Fewer examples and epochs than there are, for five seeds: differences need intervals.
 */
const headline: Defaults = { ...trainDefaults, trainExamples: 5000, epochs: 20, seeds: 5 }

/** A minute's worth: too few examples and seeds for the figures to settle, enough to see that all of it works. */
const quick = { trainExamples: 1500, epochs: 12, seeds: 2, measured: 500 }

/** Flags that only figures know. */
const onlyFigures = ['all', 'paper', 'jobs', 'share'] as const

/** Flags that figures share with the headline table. */
const ofBoth = ['quick', 'data', 'seeds', 'backend', 'out', 'resume', 'json'] as const

type Flags = RunFlags & FigureFlags & { readonly list?: boolean }

/** The headline table is a run with every flag of `planish train`; a figure has its own settings. */
function refuse(flags: Flags, known: readonly string[], why: string): void {
  const odd = Object.keys(flags).find(name => !known.includes(name))
  if (odd !== undefined) throw new PlanishError('usage', `${flagOf(odd)} ${why}`)
}

async function reproduce(figure: string | undefined, { list, ...flags }: Flags): Promise<void> {
  if (list === true) return listFigures(flags.json === true)
  const resumesFigures = flags.resume !== undefined && (await readReproduction(flags.resume)) !== undefined
  if (resumesFigures) {
    refuse(flags, ['resume', 'json', 'jobs', 'share'], 'can’t be given with --resume')
    if (figure !== undefined) {
      throw new PlanishError(
        'usage',
        `${figure} can’t be given with --resume`,
        'it makes what was asked for there',
      )
    }
    return reproduceFigures(undefined, flags)
  }
  if (figure !== undefined || flags.all === true) {
    if (figure !== undefined && flags.all === true) {
      throw new PlanishError('usage', `${figure} and --all can’t both be given`, 'leave one of them out')
    }
    const word = figure === undefined ? '--all' : 'the figure'
    refuse(flags, [...onlyFigures, ...ofBoth], `is of the headline table: leave out ${word}`)
    return reproduceFigures(figure, flags)
  }
  const { all, paper, jobs, share, ...runFlags } = flags
  if (paper === true || jobs !== undefined) {
    throw new PlanishError(
      'usage',
      `${paper === true ? '--paper' : '--jobs'} is of figures`,
      'name one, or --all',
    )
  }
  return runFromFlags('reproduce', runFlags, { ...headline, ...(flags.quick === true && quick) })
}

/** `planish reproduce`. */
export const addReproduce = (program: Command): Command =>
  withRunFlags(
    program
      .command('reproduce')
      .argument('[figure]', 'a figure by its name (--list); none for the headline table')
      .description("the paper's figures, or its ordering of rules under label noise, on real images")
      .option('--list', 'list the figures')
      .option('--all', 'make all figures')
      .option('--quick', 'a minute’s worth')
      .option('--paper', 'a figure at the paper’s own size: its data, network and length')
      .option('--jobs <n>', 'of a figure: processes that share its trainings (default: the cores)', number)
      .addOption(new Option('--share').hideHelp()),
    headline,
    headline.rules,
  )
    .addHelpText(
      'after',
      `
Without a figure: one run that trains the rules below and prints the headline table; all flags apply.
With a figure: its own trainings, values chosen by noisy validation, five seeds, a page with the evidence.
Of the flags, --quick, --paper, --data, --seeds, --backend, --jobs, --out, --resume and --json apply.
${example('planish reproduce noise-rate')}`,
    )
    .action(action(reproduce))
