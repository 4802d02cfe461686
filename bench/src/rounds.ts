import { PlanishError } from '@planish/core'
import type { Contestant } from './contestant.ts'
import type { Kind } from './protocol.ts'

/** Measured times of one rule of one contestant. */
export interface Series {
  readonly contestant: Contestant
  readonly rule: string
  readonly kind: Kind
  /** Milliseconds, by round. */
  readonly times: readonly number[]
  /** Times over the baseline's of the same round. */
  readonly ratios: readonly number[]
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

/** Runs steps that do not count for some time; the time of the fastest. */
async function keepBusy(contestant: Contestant, rule: string, duration: number): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY
  for (let spent = 0; spent < duration; ) {
    const { milliseconds } = await contestant.step(rule, false)
    fastest = Math.min(fastest, milliseconds)
    spent += milliseconds
  }
  return fastest
}

interface Lane {
  readonly contestant: Contestant
  readonly rule: string
  readonly kind: Kind
  readonly repetitions: number
  readonly times: number[]
}

/** Warms a rule up, checks that it computes what the others do, and finds out how long it takes. */
async function prepare(
  contestant: Contestant,
  { name: rule, kind }: { readonly name: string; readonly kind: Kind },
  { repetitions }: Plan,
  norms: Map<Kind, number>,
): Promise<Lane> {
  const { norm = Number.NaN } = await contestant.step(rule, true)
  const expected = norms.get(kind) ?? norm
  norms.set(kind, expected)
  if (!(Math.abs(norm - expected) <= tolerance * expected)) {
    throw new PlanishError(
      'backend',
      `${contestant.name} computes something else by ${rule}: its norm is ${norm}, where another's is ${expected}`,
    )
  }
  const fastest = await keepBusy(contestant, rule, warmUpMilliseconds)
  return { contestant, rule, kind, repetitions: repetitions ?? repetitionsFor(fastest), times: [] }
}

/**
 * Times the rules of some contestants round by round, A B C A B C …, so that a machine's other work hits them
 * alike. Rules that take long sit out the later rounds. Where there are several contestants, each one's turn begins
 * with steps that do not count.
 *
 * @param norms of the directions, by kind; those not there yet are added
 * @returns ratios to the contestant's own SGD, or to the first contestant's where it has nothing else
 * @throws PlanishError `backend` when a process ends, or computes another direction than the rest
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
    for (const contestant of contestants) {
      const running = lanes.filter(lane => lane.contestant === contestant && lane.repetitions > round)
      if (running[0] !== undefined && contestants.length > 1) {
        await keepBusy(contestant, running[0].rule, leadInMilliseconds)
      }
      for (const lane of running) {
        lane.times.push((await contestant.step(lane.rule, false)).milliseconds)
      }
    }
  }
  return lanes.map(({ contestant, rule, kind, times }) => {
    const sgd = baseline(lanes, contestant)
    return { contestant, rule, kind, times, ratios: ratiosTo(sgd.times, times) }
  })
}

/** A contestant's own SGD; the first contestant's, if it does nothing but SGD itself. */
function baseline(lanes: readonly Lane[], contestant: Contestant): Lane {
  const own = contestant.rules.some(({ kind }) => kind !== 'sgd')
  const found = lanes.find(lane => lane.kind === 'sgd' && (!own || lane.contestant === contestant))
  if (found === undefined) throw new PlanishError('backend', `${contestant.name} has no SGD to compare with`)
  return found
}

const ratiosTo = (baseline: readonly number[], times: readonly number[]): number[] =>
  times.slice(0, baseline.length).map((time, round) => time / (baseline[round] as number))

/** The middle value; of an even number, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}
