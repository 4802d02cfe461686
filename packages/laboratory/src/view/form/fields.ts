import { element } from '../element.ts'

/** A choice of one. */
export const choice = (
  name: string,
  label: string,
  options: readonly (readonly [value: string, text: string])[],
): HTMLElement =>
  element(
    'label',
    { class: 'field' },
    element('span', {}, label),
    element('select', { name }, ...options.map(([value, text]) => element('option', { value }, text))),
  )

/** A number between limits. */
export const number = (
  name: string,
  label: string,
  [min, max]: readonly [number, number],
  step: number | 'any',
): HTMLElement =>
  element(
    'label',
    { class: 'field' },
    element('span', {}, label),
    element('input', { type: 'number', name, min, max, step, required: true, inputmode: 'decimal' }),
  )

/** A line of text. */
export const text = (name: string, label: string, placeholder: string): HTMLElement =>
  element(
    'label',
    { class: 'field' },
    element('span', {}, label),
    element('input', { type: 'text', name, placeholder, autocomplete: 'off', spellcheck: 'false' }),
  )

/** One of several that can be ticked. */
export const tick = (name: string, value: string, label: string, note: string): HTMLElement =>
  element(
    'label',
    { class: 'tick' },
    element('input', { type: 'checkbox', name, value }),
    element('span', {}, label, element('small', {}, note)),
  )

/** A named group of fields. */
export const group = (legend: string, ...fields: readonly HTMLElement[]): HTMLFieldSetElement =>
  element('fieldset', {}, element('legend', {}, legend), ...fields)
