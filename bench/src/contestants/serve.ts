import { createInterface } from 'node:readline'
import { toPlanishError } from '@planish/core'
import type { Answer, Assignment, Greeting, Kind, Request } from '../protocol.ts'

/** One way to compute a step. */
export interface Contender {
  readonly kind: Kind
  /** Runs a step, to the moment its numbers have arrived; gives a way to the norm, and frees the rest. */
  readonly step: () => Promise<Outcome>
}

/** What a step left behind. */
export interface Outcome {
  /** ‖direction‖ over all parameters. */
  readonly norm: () => Promise<number>
  readonly free: () => void
}

/** What a contestant turned out to be. */
export interface Started {
  readonly device: string
  readonly version: string
  readonly software: boolean
  readonly contenders: { readonly [name: string]: Contender }
}

/** Each message is a line of JSON; libraries that print lines of their own do no harm. */
const say = (message: Greeting | Answer): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** A contestant's process: says what it can do, and runs one step for each request until its input ends. */
export async function serve(start: (assignment: Assignment) => Promise<Started>): Promise<void> {
  let started: Started
  try {
    started = await start(JSON.parse(process.argv[2] as string))
  } catch (thrown) {
    const { message, hint } = toPlanishError('backend')(thrown)
    say({ ready: false, message, ...(hint === undefined ? {} : { hint }) })
    process.exit() // libraries may have left handles open
  }
  const { contenders, ...about } = started
  say({
    ready: true,
    ...about,
    rules: Object.entries(contenders).map(([name, { kind }]) => ({ name, kind })),
  })
  for await (const line of createInterface({ input: process.stdin })) {
    const { rule, norm }: Request = JSON.parse(line)
    const { step } = contenders[rule] as Contender
    const begun = performance.now()
    const outcome = await step()
    const milliseconds = performance.now() - begun
    say({ milliseconds, ...(norm ? { norm: await outcome.norm() } : {}) })
    outcome.free()
  }
  process.exit()
}
