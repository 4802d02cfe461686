import type { Curve, CurvePoint } from '../curves.ts'

/** A curve in words: where it starts, its highest and lowest point, and where it ends. */
export function describeCurve(
  { name, points }: Pick<Curve, 'name' | 'points'>,
  format: (value: number) => string,
): string {
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return `${name}: not measured`
  const at = (point: CurvePoint): string => `${format(point.mean)} at epoch ${point.epoch}`
  if (points.length === 1) return `${name}: ${at(first)}`
  const highest = points.reduce((a, b) => (b.mean > a.mean ? b : a))
  return `${name}: ${at(first)}, highest ${at(highest)}, ${at(last)}`
}
