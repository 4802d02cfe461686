import { gridSide } from '../../race/gridSide.ts'
import { type RuleName, ruleTexts } from '../../spec/rules.ts'
import type { PlanePoints } from '../../worker/messages.ts'
import { element, setAttributes } from '../element.ts'
import { percent } from '../format.ts'
import type { Panel, Seen } from './panel.ts'
import { type PlaneColours, planeColours } from './planeColours.ts'
import { drawPoints } from './planePoints.ts'

/** Of the examples' canvas, in its own pixels. */
const side = 440

/** The grid as an image: between the two classes' colours by P(class 1), so an even chance is pale. */
function gridImage(plane: Uint8Array, { zero, one, even }: PlaneColours): ImageData {
  const image = new ImageData(gridSide, gridSide)
  for (const [at, value] of plane.entries()) {
    const share = value / 255
    const [end, weight] = share < 0.5 ? [zero, 1 - 2 * share] : [one, 2 * share - 1]
    // A step at an even chance shows where the boundary is.
    const strength = 0.25 + 0.75 * weight
    for (const channel of [0, 1, 2] as const) {
      image.data[4 * at + channel] = even[channel] + strength * (end[channel] - even[channel])
    }
    image.data[4 * at + 3] = 255
  }
  return image
}

/** The picture in words. */
function inWords(rule: RuleName, { measurements }: Seen): string {
  const last = measurements.at(-1)
  const found = last?.rules.find(entry => entry.rule === rule)
  if (last === undefined || found === undefined) return `${ruleTexts[rule].label}: no picture`
  return `Decision regions of ${ruleTexts[rule].label} after ${last.step} steps: ${percent(found.noisyTrain)} of the wrong labels lie in the region of their label, ${percent(found.cleanTrain)} of the right ones do`
}

/** The training examples on a canvas of their own: they lie still while the regions move. */
function pointsLayer(points: PlanePoints): { readonly canvas: HTMLCanvasElement; readonly draw: () => void } {
  const canvas = element('canvas', { width: side, height: side, class: 'points', 'aria-hidden': 'true' })
  return {
    canvas,
    draw: () => {
      const context = canvas.getContext('2d')
      context?.clearRect(0, 0, side, side)
      if (context !== null) drawPoints(context, points, side, planeColours(canvas))
    },
  }
}

function planeOf(rule: RuleName, points: PlanePoints): Panel {
  // As many pixels as the grid has points: the style sheet makes it large.
  const canvas = element('canvas', { width: gridSide, height: gridSide, role: 'img', class: 'regions' })
  const layer = pointsLayer(points)
  let latest: Uint8Array | null = null
  const draw = (): void => {
    if (latest === null) return
    canvas.getContext('2d')?.putImageData(gridImage(latest, planeColours(canvas)), 0, 0)
  }
  return {
    element: element(
      'figure',
      {},
      element('figcaption', {}, element('strong', {}, ruleTexts[rule].label)),
      element('div', { class: 'plane' }, canvas, layer.canvas),
    ),
    draws: [
      seen => {
        if (latest === null) layer.draw()
        latest = seen.pictures.find(picture => picture.rule === rule)?.plane ?? latest
        setAttributes(canvas, { 'aria-label': inWords(rule, seen) })
        draw()
      },
    ],
    recolour: () => {
      layer.draw()
      draw()
    },
  }
}

/** Where each rule says which class, with the training examples on top. */
export function createPlanes(rules: readonly RuleName[], points: PlanePoints): Panel {
  const planes = rules.map(rule => planeOf(rule, points))
  return {
    element: element(
      'section',
      { 'aria-label': 'Decision regions' },
      element('h3', {}, 'Where each rule draws the line'),
      element(
        'p',
        {},
        'Circles are labelled with the first class, squares with the second; a cross marks a label that is wrong. A region’s colour is the class predicted there.',
      ),
      element('div', { class: 'panels' }, ...planes.map(plane => plane.element)),
    ),
    draws: planes.flatMap(plane => plane.draws),
    recolour: () => {
      for (const plane of planes) plane.recolour?.()
    },
  }
}
