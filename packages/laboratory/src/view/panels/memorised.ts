import { type RuleName, ruleTexts } from '../../spec/rules.ts'
import type { WrongImage } from '../../worker/messages.ts'
import { element } from '../element.ts'
import type { Panel } from './panel.ts'

/** A grey image; its words stand beside it. */
function thumbnail({ width, height, pixels }: WrongImage): HTMLCanvasElement {
  const canvas = element('canvas', { width, height, class: 'thumbnail', 'aria-hidden': 'true' })
  const image = new ImageData(width, height)
  for (const [at, grey] of pixels.entries()) {
    image.data.fill(255 - grey, 4 * at, 4 * at + 3)
    image.data[4 * at + 3] = 255
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  return canvas
}

const itemOf = (image: WrongImage): HTMLLIElement =>
  element(
    'li',
    { class: 'unlearnt' },
    thumbnail(image),
    element('span', { class: 'said' }, 'said ', element('b', {}, image.said)),
    element('span', { class: 'is' }, 'is ', element('b', {}, image.is)),
  )

function listOf(rule: RuleName, images: readonly WrongImage[]): Panel {
  const items = images.map(itemOf)
  const count = element('span')
  return {
    element: element(
      'figure',
      {},
      element('figcaption', {}, element('strong', {}, ruleTexts[rule].label), count),
      element('ul', { class: 'thumbnails' }, ...items),
    ),
    draws: [
      ({ pictures }) => {
        const memorised = pictures.find(picture => picture.rule === rule)?.memorised
        if (memorised === undefined) return
        for (const [index, item] of items.entries()) item.classList.toggle('unlearnt', memorised[index] !== 1)
        const learnt = memorised.reduce((sum, one) => sum + one, 0)
        count.textContent = `${learnt} of these ${items.length} wrong labels learnt by heart`
      },
    ],
  }
}

/** Wrongly labelled images that each rule predicts as labelled: the same sample of images for all. */
export function createMemorised(rules: readonly RuleName[], images: readonly WrongImage[]): Panel {
  const lists = rules.map(rule => listOf(rule, images))
  return {
    element: element(
      'section',
      { 'aria-label': 'Images learnt wrongly' },
      element('h3', {}, 'What was learnt by heart'),
      element(
        'p',
        {},
        `${images.length} of the wrongly labelled images are followed. One appears under a rule, always in its own place, while the network answers with the wrong label that it was given.`,
      ),
      element('div', { class: 'panels' }, ...lists.map(list => list.element)),
    ),
    draws: lists.flatMap(list => list.draws),
  }
}
