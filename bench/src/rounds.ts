import { PlanishError } from '@planish/core'
import type { Contestant } from './contestant.ts'
import type { Rule } from './protocol.ts'
import type { Kind } from './rules.ts'

/** Measured times of one rule of one contestant. */
export interface Series {
  readonly contestant: Contestant
  readonly rule: Rule
  /** Milliseconds, by round; none where it failed. */
  readonly times: readonly number[]
  /** Times over the baseline's of the same round. */
  readonly ratios: readonly number[]
  /** The fastest time over the baseline's fastest. */
  readonly ratioOfFastest: number
  /** The least time, in milliseconds, that the processor spent on a step, all threads together. */
  readonly processor: number
  /** That over the baseline's. */
  readonly ratioOfProcessor: number
  /** Whether the groups' gradients took the exact path, or a loop, where the contestant says so. */
  readonly path: string | null
  /** Why there are no times. */
  readonly failed: string | null
}

/** How often the rules are run. */
export interface Plan {
  /** Of every rule; by default as many as fit the budget. */
  readonly repetitions: number | undefined
  readonly onRound: (round: number, rounds: number) => void
}

const most = 31
const budgetMilliseconds = 6_000
/** A training run takes thousands of steps: JavaScript is measured when it has been compiled, not before. */
const warmUpMilliseconds = 1_000

/** For the caches to be filled again, and for the threads of another library to stop spinning and sleep. */
const leadInMilliseconds = 50

/** Largest relative difference between two ways to compute the same direction in float32. */
const tolerance = 2e-3

const repetitionsFor = (milliseconds: number): number =>
  Math.min(most, Math.max(1, Math.floor(budgetMilliseconds / milliseconds)))

interface Lane {
  readonly contestant: Contestant
  readonly rule: Rule
  readonly repetitions: number
  readonly times: number[]
  readonly processor: number[]
  readonly path: string | null
  failed: string | null
}

/** Runs steps that do not count for some time; the time of the fastest, or why one failed. */
async function keepBusy(
  contestant: Contestant,
  rule: Rule,
  duration: number,
): Promise<{ readonly fastest: number; readonly processor: number } | { readonly failed: string }> {
  let fastest = Number.POSITIVE_INFINITY
  let processor = Number.POSITIVE_INFINITY
  for (let spent = 0; spent < duration; ) {
    const answer = await contestant.step(rule.name, false)
    if ('failed' in answer) return answer
    fastest = Math.min(fastest, answer.milliseconds)
    processor = Math.min(processor, answer.processor)
    spent += answer.milliseconds
  }
  return { fastest, processor }
}

function checkNorm(
  contestant: Contestant,
  { name, kind }: Rule,
  norm: number,
  norms: Map<Kind, number>,
): void {
  const expected = norms.get(kind) ?? norm
  norms.set(kind, expected)
  if (Math.abs(norm - expected) <= tolerance * expected) return
  throw new PlanishError(
    'backend',
    `${contestant.name} computes something else by ${name}: its norm is ${norm}, where another's is ${expected}`,
  )
}

/** Warms a rule up, checks that it computes what the others do, and finds out how long it takes. */
async function prepare(
  contestant: Contestant,
  rule: Rule,
  { repetitions }: Plan,
  norms: Map<Kind, number>,
): Promise<Lane> {
  const lane = { contestant, rule, repetitions: 0, times: [], processor: [], path: null, failed: null }
  const first = await contestant.step(rule.name, true)
  if ('failed' in first) return { ...lane, failed: first.failed }
  checkNorm(contestant, rule, first.norm ?? Number.NaN, norms)
  const path = first.path ?? null
  const busy = await keepBusy(contestant, rule, warmUpMilliseconds)
  if ('failed' in busy) return { ...lane, path, failed: busy.failed }
  // What takes longer than its budget has been measured by now, with the library warm from the step before.
  const slow = busy.fastest > budgetMilliseconds
  return {
    ...lane,
    path,
    repetitions: slow ? 0 : (repetitions ?? repetitionsFor(busy.fastest)),
    times: slow ? [busy.fastest] : [],
    processor: slow ? [busy.processor] : [],
  }
}

async function runRound(
  lanes: readonly Lane[],
  contestants: readonly Contestant[],
  round: number,
): Promise<void> {
  for (const contestant of contestants) {
    const running = lanes.filter(lane => lane.contestant === contestant && lane.repetitions > round)
    if (running[0] !== undefined && contestants.length > 1) {
      await keepBusy(contestant, running[0].rule, leadInMilliseconds)
    }
    for (const lane of running) {
      const answer = await contestant.step(lane.rule.name, false)
      if ('failed' in answer) lane.failed = answer.failed
      else {
        lane.times.push(answer.milliseconds)
        lane.processor.push(answer.processor)
      }
    }
  }
}

/**
 * Times the rules of some contestants round by round, A B C A B C …, so that a machine's other work hits them
 * alike. Rules that take long sit out the later rounds. Where there are several contestants, each one's turn begins
 * with steps that do not count.
 *
 * @param norms of the directions, by kind; those not there yet are added
 * @returns ratios to the SGD of the first contestant of the same name; a rule that failed (out of memory, too slow,
 * ended) without times and with the reason
 * @throws PlanishError `backend` when one computes another direction than the rest
 */
export async function measure(
  contestants: readonly Contestant[],
  plan: Plan,
  norms: Map<Kind, number>,
): Promise<Series[]> {
  const lanes: Lane[] = []
  for (const contestant of contestants) {
    for (const rule of contestant.rules) lanes.push(await prepare(contestant, rule, plan, norms))
  }
  const rounds = Math.max(...lanes.map(({ repetitions }) => repetitions))
  for (let round = 0; round < rounds; round++) {
    plan.onRound(round + 1, rounds)
    await runRound(lanes, contestants, round)
  }
  return lanes.map(({ contestant, rule, path, failed, ...lane }) => {
    const sgd = baseline(lanes, contestant)
    const times = failed === null ? lane.times : []
    const processor = failed === null ? Math.min(...lane.processor) : Number.NaN
    return {
      contestant,
      rule,
      path,
      failed,
      times,
      ratios: ratiosTo(sgd?.times ?? [], times),
      ratioOfFastest: Math.min(...times) / Math.min(...(sgd?.times ?? [])),
      processor,
      ratioOfProcessor: processor / Math.min(...(sgd?.processor ?? [])),
    }
  })
}

/** A contestant's own SGD; the first contestant's, for another process of the same backend. */
const baseline = (lanes: readonly Lane[], contestant: Contestant): Lane | undefined =>
  lanes.find(lane => lane.rule.kind === 'sgd' && lane.contestant.name === contestant.name)

const ratiosTo = (baseline: readonly number[], times: readonly number[]): number[] =>
  times.slice(0, baseline.length).map((time, round) => time / (baseline[round] as number))

/** The middle value; of an even number, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}
