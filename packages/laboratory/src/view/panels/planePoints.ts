import type { PlanePoints } from '../../worker/messages.ts'
import type { PlaneColours } from './planeColours.ts'

const radius = 4.5

function drawCross(context: CanvasRenderingContext2D, x: number, y: number): void {
  const reach = radius + 3
  context.beginPath()
  context.moveTo(x - reach, y - reach)
  context.lineTo(x + reach, y + reach)
  context.moveTo(x + reach, y - reach)
  context.lineTo(x - reach, y + reach)
  context.stroke()
}

/** Training examples by their label, a circle or a square; wrong labels crossed out. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  { window, positions, labels, mask }: PlanePoints,
  side: number,
  { zeroPoint, onePoint, ink, even }: PlaneColours,
): void {
  for (const [index, label] of labels.entries()) {
    const x = (((positions[2 * index] ?? 0) - window.left) / window.side) * side
    const y = (1 - ((positions[2 * index + 1] ?? 0) - window.bottom) / window.side) * side
    context.beginPath()
    if (label === 0) context.arc(x, y, radius, 0, 2 * Math.PI)
    else context.rect(x - radius, y - radius, 2 * radius, 2 * radius)
    context.fillStyle = label === 0 ? zeroPoint : onePoint
    context.fill()
    context.lineWidth = 1
    context.strokeStyle = `rgb(${even.join(' ')})`
    context.stroke()
    if (mask[index] !== 1) continue
    context.lineWidth = 1.75
    context.strokeStyle = ink
    drawCross(context, x, y)
  }
}
