import type { PlanishError } from '@planish/core'
import type * as E from 'fp-ts/lib/Either.js'
import { networkText, readNetworkText } from '../../spec/network.ts'
import { ruleNames, ruleTexts } from '../../spec/rules.ts'
import { decodeSpec, limits, type RaceSpec } from '../../spec/spec.ts'
import { element } from '../element.ts'
import { choice, group, number, text, tick } from './fields.ts'

/** The form in which a race is set up. */
export interface SetupForm {
  readonly element: HTMLFormElement
  readonly write: (spec: RaceSpec) => void
  readonly read: () => E.Either<PlanishError, RaceSpec>
}

const fieldsets = (): HTMLElement[] => [
  group(
    'Data',
    choice('data', 'Examples of', [
      ['fashion', 'Fashion-MNIST, 14 × 14'],
      ['moons', 'Two moons (2-D)'],
      ['spirals', 'Two spirals (2-D)'],
      ['gaussian', 'The paper’s Gaussian toy (200-D)'],
    ]),
    number('examples', 'How many', limits.examples, 1),
    number('rate', 'Share of labels replaced', limits.rate, 'any'),
    choice('inclusive', 'Replaced by', [
      ['false', 'another class (exclusive)'],
      ['true', 'any class (inclusive)'],
    ]),
  ),
  group('Network', text('network', 'linear, mlp:WIDTHxWIDTH or cnn:CHANNELS', 'mlp:128x128')),
  group(
    'Rules that race',
    ...ruleNames.map(rule => tick('rules', rule, ruleTexts[rule].label, ruleTexts[rule].summary)),
  ),
  group(
    'Training',
    number('rho', 'ρ, radius of the perturbation', limits.rho, 'any'),
    number('learningRate', 'Learning rate', limits.learningRate, 'any'),
    number('momentum', 'Momentum', limits.momentum, 'any'),
    number('batchSize', 'Batch size', limits.batchSize, 1),
    number('steps', 'Steps', limits.steps, 1),
    number('seed', 'Seed', limits.seed, 1),
    choice('backend', 'Computed by', [
      ['auto', 'the fastest that works'],
      ['webgpu', 'WebGPU'],
      ['wasm', 'WebAssembly'],
      ['cpu', 'plain JavaScript'],
    ]),
  ),
]

const numbers = Object.keys(limits)

function readFields(form: HTMLFormElement): unknown {
  const data = new FormData(form)
  const of = (name: string): string => String(data.get(name) ?? '')
  const read = numbers.map(name => [name, of(name) === '' ? Number.NaN : Number(of(name))] as const)
  return {
    ...Object.fromEntries(read),
    data: of('data'),
    inclusive: of('inclusive') === 'true',
    network: readNetworkText(of('network').trim()),
    rules: data.getAll('rules'),
    backend: of('backend'),
  }
}

/** Every named control but the ticks, as text. */
const textsOf = ({ network, rules: _, ...rest }: RaceSpec): readonly (readonly [string, string])[] => [
  ...Object.entries(rest).map(([name, value]) => [name, String(value)] as const),
  ['network', networkText(network)],
]

/** A form that is set to nothing yet. */
export function createSetupForm(): SetupForm {
  const form = element('form', { class: 'setup', novalidate: true }, ...fieldsets())
  form.addEventListener('submit', event => event.preventDefault())
  return {
    element: form,
    write: spec => {
      for (const [name, value] of textsOf(spec)) {
        const control = form.elements.namedItem(name)
        if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = value
      }
      const ticked: readonly string[] = spec.rules
      for (const box of form.querySelectorAll<HTMLInputElement>('input[name=rules]')) {
        box.checked = ticked.includes(box.value)
      }
    },
    read: () => decodeSpec(readFields(form)),
  }
}
