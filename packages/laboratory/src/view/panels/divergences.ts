import { ruleTexts } from '../../spec/rules.ts'
import { element } from '../element.ts'
import type { Panel } from './panel.ts'

/** Says which rules are out of the race, and why. */
export function createDivergences(): Panel {
  const list = element('ul', { class: 'diverged' })
  let known = 0
  return {
    element: element('div', { role: 'alert' }, list),
    draws: [
      ({ diverged }) => {
        const fresh = diverged
          .slice(known)
          .map(({ rule, step }) =>
            element(
              'li',
              {},
              `${ruleTexts[rule].label} diverged: by step ${step} its loss was no number any more. The others go on; a smaller learning rate or ρ may keep it in the race.`,
            ),
          )
        if (fresh.length > 0) list.append(...fresh)
        known = diverged.length
      },
    ],
  }
}
