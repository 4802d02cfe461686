import { createInterface } from 'node:readline'
import { toPlanishError } from '@planish/core'
import type { Answer, Assignment, Greeting, Request } from '../protocol.ts'
import type { Kind } from '../rules.ts'

/** One way to compute a step. */
export interface Contender {
  readonly kind: Kind
  /** The least ratio to SGD that products and convolutions allow, where it is known. */
  readonly limit?: number
  /** Runs a step, to the moment its numbers have arrived; gives a way to the norm, and frees the rest. */
  readonly step: () => Promise<Outcome>
}

/** What a step left behind. */
export interface Outcome {
  /** ‖direction‖ over all parameters. */
  readonly norm: () => Promise<number>
  readonly free: () => void
  /** How the groups' gradients were found. */
  readonly path?: string
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

async function answer(contender: Contender | undefined, { rule, norm }: Request): Promise<Answer> {
  if (contender === undefined) return { failed: `no rule ${rule}` }
  try {
    const before = process.cpuUsage()
    const begun = performance.now()
    const outcome = await contender.step()
    const milliseconds = performance.now() - begun
    const { user, system } = process.cpuUsage(before)
    const { path } = outcome
    const found: Answer = {
      milliseconds,
      processor: (user + system) / 1_000,
      ...(norm ? { norm: await outcome.norm() } : {}),
      ...(path === undefined ? {} : { path }),
    }
    outcome.free()
    return found
  } catch (thrown) {
    return { failed: toPlanishError('backend')(thrown).message }
  }
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
  const rules = Object.entries(contenders).map(([name, { kind, limit }]) => ({
    name,
    kind,
    limit: limit ?? null,
  }))
  say({ ready: true, ...about, rules })
  for await (const line of createInterface({ input: process.stdin })) {
    const request: Request = JSON.parse(line)
    say(await answer(contenders[request.rule], request))
  }
  process.exit()
}
