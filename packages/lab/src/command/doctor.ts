import { spawn } from 'node:child_process'
import { type BackendName, backendNames, type Probe, probe } from '@planish/backend'
import { nativeStatus } from '@planish/backend/native'
import { PlanishError } from '@planish/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import * as z from 'zod'
import { example } from './example.ts'
import { action } from './fail.ts'
import { print, printJson } from './print.ts'

/** What `doctor` finds out about one backend. */
export type Finding =
  | ({
      readonly works: true
      /** What would make it faster. */
      readonly faster?: string | undefined
    } & Probe)
  | {
      readonly works: false
      readonly name: BackendName
      readonly why: string
      readonly fix: string | null
    }

const finding: z.ZodType<Finding> = z.union([
  z.object({
    works: z.literal(true),
    name: z.enum(['native', 'webgpu', 'wasm', 'cpu']),
    device: z.string(),
    version: z.string(),
    software: z.boolean(),
    stepMilliseconds: z.number(),
    faster: z.string().optional(),
  }),
  z.object({
    works: z.literal(false),
    name: z.enum(['native', 'webgpu', 'wasm', 'cpu']),
    why: z.string(),
    fix: z.string().nullable(),
  }),
])

/** What would make the native backend faster: Planish's own kernels, which an older installation has not. */
async function fasterNative(): Promise<string | undefined> {
  const status = await nativeStatus()
  if (!status.installed || status.kind !== 'planish' || status.kernels) return undefined
  return "without this version's own kernels: planish backend install native adds them"
}

/** Probes a backend in this process. */
async function examine(name: BackendName): Promise<Finding> {
  const result = await probe(name)()
  if (E.isLeft(result)) return { works: false, name, why: result.left.message, fix: result.left.hint ?? null }
  const faster = name === 'native' ? await fasterNative() : undefined
  return { works: true, ...result.right, ...(faster === undefined ? {} : { faster }) }
}

/** Probes a backend in a process of its own, which native code may bring down without harm. */
const examineApart = (name: BackendName): Promise<Finding> =>
  new Promise(resolve => {
    const child = spawn(process.execPath, [process.argv[1] as string, 'doctor', '--only', name, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    child.on('close', (status, signal) => {
      try {
        const parsed = z.object({ backends: z.tuple([finding]) }).parse(JSON.parse(output))
        resolve(parsed.backends[0])
      } catch {
        const how = signal === null ? `ended with status ${status}` : `was killed by ${signal}`
        const last = errors.trim().split('\n').at(-1) ?? ''
        resolve({ works: false, name, why: `its process ${how}${last === '' ? '' : `: ${last}`}`, fix: null })
      }
    })
  })

function describe(found: Finding): string {
  if (!found.works) {
    return `✗ ${found.name.padEnd(7)} ${found.why}${found.fix === null ? '' : `\n          → ${found.fix}`}`
  }
  const imitated = found.software ? ', imitated in software: slower than wasm, so never chosen by itself' : ''
  return `✓ ${found.name.padEnd(7)} ${found.device} (${found.version})${imitated}; a small training step takes ${found.stepMilliseconds.toFixed(1)} ms${found.faster === undefined ? '' : `\n          → ${found.faster}`}`
}

/** `planish doctor`. */
export const addDoctor = (program: Command): Command =>
  program
    .command('doctor')
    .description('which backends work here, how fast, and what would make the others work')
    .option('--only <backend>', 'examine this one only, in this process')
    .option('--json', 'print {"backends": [{"name", "works", …}]}')
    .addHelpText('after', example('planish doctor --json'))
    .action(
      action(async ({ only, json }: { readonly only?: string; readonly json?: boolean }) => {
        const wanted = backendNames.filter(name => only === undefined || name === only)
        if (wanted.length === 0) {
          throw new PlanishError('usage', `unknown backend "${only}"`, `known are ${backendNames.join(', ')}`)
        }
        const findings: Finding[] = []
        for (const name of wanted) {
          const found = await (only === undefined ? examineApart(name) : examine(name))
          findings.push(found)
          if (json !== true) print(describe(found))
        }
        if (json === true) printJson({ backends: findings })
        else if (only === undefined) {
          const chosen = findings.find(found => found.works && !found.software)
          print(`\nauto chooses ${chosen?.name ?? 'nothing'}`)
        }
      }),
    )
