import type { RaceSpec } from '../../spec/spec.ts'
import type { Prepared } from '../../worker/messages.ts'
import { element } from '../element.ts'
import { createCurves } from './curves.ts'
import { createDivergences } from './divergences.ts'
import { createMemorised } from './memorised.ts'
import type { Panel } from './panel.ts'
import { createPlanes } from './plane.ts'
import { createUpWeighting } from './upWeighting.ts'

/** All panels of a race; draws at most once a frame. */
export function createResults({ rules }: RaceSpec, { points, images }: Prepared): Panel {
  const panels: readonly Panel[] = [
    createDivergences(),
    ...(points === null ? [] : [createPlanes(rules, points)]),
    createCurves(rules),
    ...(images.length === 0 ? [] : [createMemorised(rules, images)]),
    createUpWeighting(rules),
  ]
  let frame = 0
  return {
    element: element('div', { class: 'results' }, ...panels.map(panel => panel.element)),
    show: seen => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => {
        for (const panel of panels) panel.show(seen)
      })
    },
    recolour: () => {
      for (const panel of panels) panel.recolour?.()
    },
  }
}
