import { PlanishError } from '@planish/core'
import type { Command } from 'commander'
import { dataKinds } from '../spec/data.ts'
import type { Kind, KindDescription } from '../spec/kind.ts'
import { lossKinds } from '../spec/losses.ts'
import type { NetworkDescription } from '../spec/model/network.ts'
import { modelKinds } from '../spec/models.ts'
import { noiseSpecKinds } from '../spec/noise.ts'
import { ruleKinds } from '../spec/rules.ts'
import { example } from './example.ts'
import { action } from './fail.ts'
import { print, printJson } from './print.ts'

/** A kind; of models with what another program needs to build the same. */
type Listed = Kind<unknown> & { readonly network?: NetworkDescription }

const lists: { readonly [what: string]: readonly Listed[] } = {
  rules: ruleKinds,
  models: modelKinds,
  losses: lossKinds,
  noise: noiseSpecKinds,
  datasets: dataKinds,
}

interface PropertySchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
}

const written = (value: unknown): string => (Array.isArray(value) ? value.join('x') : String(value))

function describe({ kind, summary, first, schema }: KindDescription): string {
  const { properties = {} } = schema as { readonly properties?: { readonly [name: string]: PropertySchema } }
  const options = Object.entries(properties).map(([name, property]) => {
    const choices = property.enum === undefined ? '' : ` one of ${property.enum.join(', ')};`
    const fallback = property.default === undefined ? '' : ` [${written(property.default)}]`
    const unnamed = name === first ? ' (may go unnamed)' : ''
    return `    ${name}${fallback}${unnamed}:${choices} ${property.description ?? ''}`.trimEnd()
  })
  return [`${kind}\n    ${summary}`, ...options].join('\n')
}

/** `planish list`. */
export const addList = (program: Command): Command =>
  program
    .command('list')
    .argument('<what>', Object.keys(lists).join(', '))
    .description('what a specification can name, with its options')
    .option(
      '--json',
      'print names, summaries and JSON schemas of the options; of models also the parameters and the forward pass',
    )
    .addHelpText('after', example('planish list rules --json'))
    .action(
      action(async (what: string, { json }: { readonly json?: boolean }) => {
        const kinds = Object.hasOwn(lists, what) ? lists[what] : undefined
        if (kinds === undefined) {
          throw new PlanishError(
            'usage',
            `unknown list "${what}"`,
            `known are ${Object.keys(lists).join(', ')}`,
          )
        }
        if (json === true) {
          printJson(
            kinds.map(({ kind, summary, first, schema, network }) => ({
              kind,
              summary,
              first,
              schema,
              ...network,
            })),
          )
        } else print(kinds.map(describe).join('\n\n'))
      }),
    )
