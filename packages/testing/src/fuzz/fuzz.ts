import type { BackendName } from '@planish/backend'
import { compareAnswers } from './compareAnswers.ts'
import type { FuzzCase } from './fuzzCase.ts'
import { findOperation } from './operations/index.ts'
import type { Answer } from './protocol.ts'
import { type Death, startWorker, type WorkerProcess } from './workerProcess.ts'

/** A case that a backend does not do as the cpu backend does. */
export interface Finding {
  readonly backend: BackendName
  readonly kind: 'died' | 'wrong' | 'refused' | 'leaked'
  /** What happened, in words. */
  readonly message: string
  /** What reproduces it. */
  readonly case: FuzzCase
  /**
   * Whether the case alone brings it about, in a new process. Memory that was corrupted earlier shows only later;
   * the case is then the one in which it did.
   */
  readonly alone: boolean
}

/** What a run over one backend found. */
export interface Report {
  readonly backend: BackendName
  readonly device: string
  readonly version: string
  readonly cases: number
  /** How many cases of each operation were run, and how many were refused as documented. */
  readonly operations: { readonly [name: string]: { readonly cases: number; readonly refused: number } }
  readonly findings: readonly Finding[]
}

/** How a backend is held against the cpu backend. */
export interface FuzzOptions {
  readonly backend: BackendName
  readonly cases: Iterable<FuzzCase>
  /** The file that `worker.ts` was built to. */
  readonly worker: string
  readonly onProgress?: (done: number, findings: number) => void
}

/** Everything that is to be said of one case, by itself. */
type Judgement = Omit<Finding, 'case' | 'alone'>

/** How often a case is repeated, to see whether it is deadly by itself. */
const attempts = 40

/** How many cases before a deadly one are tried, when it is not. */
const suspects = 12

/** A backend that goes on in a new process when one has died. */
interface Subject {
  readonly ask: (fuzzCase: FuzzCase, wantsMagnitudes: boolean) => Promise<Answer | Death>
  readonly greeting: WorkerProcess['greeting']
  /** Another process from now on. */
  readonly restart: () => Promise<void>
  readonly stop: () => void
}

async function startSubject(worker: string, backend: BackendName): Promise<Subject> {
  let process = await startWorker(worker, backend)
  return {
    greeting: process.greeting,
    ask: (fuzzCase, wantsMagnitudes) => process.ask({ fuzzCase, repetitions: 1, wantsMagnitudes }),
    restart: async () => {
      process.stop()
      process = await startWorker(worker, backend)
    },
    stop: () => process.stop(),
  }
}

function judge(
  backend: BackendName,
  fuzzCase: FuzzCase,
  found: Answer | Death,
  reference: Answer | Death,
): Judgement | undefined {
  const died = ({ how, lastWords }: Death): string => [how, lastWords].filter(Boolean).join(': ')
  const leaked = ({ leaked: count }: { leaked: number }): string => `${count} tensors and buffers are left`
  if (found.kind === 'died') return { backend, kind: 'died', message: died(found) }
  if (reference.kind === 'died') return { backend: 'cpu', kind: 'died', message: died(reference) }
  if (reference.kind === 'refused') return { backend: 'cpu', kind: 'refused', message: reference.message }
  if (found.kind === 'refused') return { backend, kind: 'refused', message: found.message }
  const difference = compareAnswers(fuzzCase, found, reference)
  if (difference !== undefined) return { backend, kind: 'wrong', message: difference }
  if (found.leaked !== 0) return { backend, kind: 'leaked', message: leaked(found) }
  if (reference.leaked !== 0) return { backend: 'cpu', kind: 'leaked', message: leaked(reference) }
  return undefined
}

/** Whether a new process does the same with the case alone. */
async function recurs(
  worker: string,
  { backend, kind }: Judgement,
  fuzzCase: FuzzCase,
  reference: Answer | Death,
): Promise<boolean> {
  const process = await startWorker(worker, backend)
  const repetitions = kind === 'died' ? attempts : 1
  const answer = await process.ask({ fuzzCase, repetitions, wantsMagnitudes: false })
  process.stop()
  return judge(backend, fuzzCase, answer, backend === 'cpu' ? answer : reference)?.kind === kind
}

/** The last case that kills a process by itself; otherwise the one during which it died. */
async function culprit(
  worker: string,
  death: Judgement,
  ran: readonly FuzzCase[],
): Promise<Required<Pick<Finding, 'case' | 'alone'>>> {
  const latestFirst = ran.slice(-suspects).reverse()
  for (const fuzzCase of latestFirst) {
    if (await recurs(worker, death, fuzzCase, { kind: 'refused', message: '' })) {
      return { case: fuzzCase, alone: true }
    }
  }
  return { case: latestFirst[0] as FuzzCase, alone: false }
}

/**
 * Holds a backend against the cpu backend, case by case, each backend in a process of its own. When one dies, the
 * case that killed it is a finding, and the run goes on in a new process. What is wrong only after other cases is
 * said to be so.
 *
 * @throws PlanishError `backend` when a backend is missing
 */
export async function fuzz({ backend, cases, worker, onProgress }: FuzzOptions): Promise<Report> {
  const reference = await startSubject(worker, 'cpu')
  const subject = await startSubject(worker, backend)
  const operations: Record<string, { cases: number; refused: number }> = {}
  const findings: Finding[] = []
  const ran: FuzzCase[] = []

  const note = async (judgement: Judgement, fuzzCase: FuzzCase, expected: Answer | Death): Promise<void> => {
    const found =
      judgement.kind === 'died'
        ? await culprit(worker, judgement, ran)
        : { case: fuzzCase, alone: await recurs(worker, judgement, fuzzCase, expected) }
    findings.push({ ...judgement, ...found })
    if (judgement.kind === 'died' || !found.alone) {
      await (judgement.backend === 'cpu' ? reference : subject).restart()
    }
  }

  try {
    for (const fuzzCase of cases) {
      const { operation, attributes } = fuzzCase
      const count = operations[operation] ?? { cases: 0, refused: 0 }
      operations[operation] = { ...count, cases: count.cases + 1 }
      ran.push(fuzzCase)
      const [found, expected] = await Promise.all([
        subject.ask(fuzzCase, false),
        reference.ask(fuzzCase, true),
      ])
      if (found.kind === 'refused' && findOperation(operation)?.refuses(backend, attributes)) {
        operations[operation] = { cases: count.cases + 1, refused: count.refused + 1 }
      } else {
        const judgement = judge(backend, fuzzCase, found, expected)
        if (judgement !== undefined) await note(judgement, fuzzCase, expected)
      }
      onProgress?.(ran.length, findings.length)
    }
  } finally {
    reference.stop()
    subject.stop()
  }
  const { device, version } = subject.greeting
  return { backend, device, version, cases: ran.length, operations, findings }
}
