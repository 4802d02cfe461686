import type { RenderFunction } from '@observablehq/plot'
import { spread } from './spread.ts'

/** What is written at the end of a line. */
interface EndLabel {
  readonly text: string
  readonly colour: string
  readonly x: number
  readonly y: number
}

const fontSize = 12
const gap = 15
/** From the line's end to its label. */
const reach = 16

/** Text of at most so many characters. */
const shorten = (text: string, most: number): string => {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

/** Room that labels need to the right of the plot; 0.58 em is a generous mean width of sans-serif letters. */
export const labelWidth = (labels: readonly string[], most: number): number =>
  Math.ceil(reach + 6 + 0.58 * fontSize * Math.max(0, ...labels.map(text => [...shorten(text, most)].length)))

/** A mark that writes each label beside the end of its line, moved apart where lines end close together. */
export const endLabels =
  (labels: readonly EndLabel[], most: number): RenderFunction =>
  (_index, scales, _values, { marginTop, marginBottom, height }, { document }) => {
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g')
    group.setAttribute('class', 'end-labels')
    const at = labels.map(({ x, y }) => ({ x: Number(scales.x?.(x)), y: Number(scales.y?.(y)) }))
    const levels = spread(
      at.map(({ y }) => y),
      gap,
      marginTop,
      height - marginBottom,
    )
    for (const [index, { text, colour }] of labels.entries()) {
      const from = at[index] ?? { x: 0, y: 0 }
      const level = levels[index] ?? from.y
      const connector = document.createElementNS('http://www.w3.org/2000/svg', 'path')
      connector.setAttribute(
        'd',
        `M${from.x + 4},${from.y.toFixed(1)}L${from.x + reach - 3},${level.toFixed(1)}`,
      )
      connector.setAttribute('stroke', colour)
      connector.setAttribute('stroke-opacity', '0.5')
      connector.setAttribute('fill', 'none')
      const label = document.createElementNS('http://www.w3.org/2000/svg', 'text')
      label.setAttribute('x', String(from.x + reach))
      label.setAttribute('y', level.toFixed(1))
      label.setAttribute('dy', '0.32em')
      label.setAttribute('text-anchor', 'start')
      label.setAttribute('fill', colour)
      label.setAttribute('font-size', String(fontSize))
      label.setAttribute('font-weight', '600')
      label.textContent = shorten(text, most)
      group.append(connector, label)
    }
    return group
  }
