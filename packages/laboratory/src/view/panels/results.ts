import type { RaceSpec } from '../../spec/spec.ts'
import type { Prepared } from '../../worker/messages.ts'
import { element } from '../element.ts'
import { createCurves } from './curves.ts'
import { createDivergences } from './divergences.ts'
import { createMemorised } from './memorised.ts'
import type { Panel, Seen } from './panel.ts'
import { createPlanes } from './plane.ts'
import { createUpWeighting } from './upWeighting.ts'

/** Looks may come faster than eyes follow; drawing each would cost the page its ease. */
const millisecondsBetweenPictures = 200

/** Draws one piece to a frame, the latest look only: no task on the page is longer than one piece's. */
function drawInTurn(draws: Panel['draws']): (seen: Seen) => void {
  let latest: Seen | undefined
  let isDrawing = false

  const draw = (seen: Seen, at: number): void => {
    draws[at]?.(seen)
    if (at + 1 < draws.length) requestAnimationFrame(() => draw(seen, at + 1))
    else setTimeout(next, millisecondsBetweenPictures)
  }
  const next = (): void => {
    const seen = latest
    latest = undefined
    isDrawing = seen !== undefined
    if (seen !== undefined) requestAnimationFrame(() => draw(seen, 0))
  }
  return seen => {
    latest = seen
    if (!isDrawing) next()
  }
}

/** All panels of a race. */
export interface Results {
  readonly element: HTMLElement
  readonly show: (seen: Seen) => void
  /** Draws again what depends on the page's colours. */
  readonly recolour: () => void
}

export function createResults({ rules }: RaceSpec, { points, images }: Prepared): Results {
  const panels: readonly Panel[] = [
    createDivergences(),
    ...(points === null ? [] : [createPlanes(rules, points)]),
    createCurves(rules),
    ...(images.length === 0 ? [] : [createMemorised(rules, images)]),
    createUpWeighting(rules),
  ]
  return {
    element: element('div', { class: 'results' }, ...panels.map(panel => panel.element)),
    show: drawInTurn(panels.flatMap(panel => panel.draws)),
    recolour: () => {
      for (const panel of panels) panel.recolour?.()
    },
  }
}
