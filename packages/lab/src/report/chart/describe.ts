import type { ChartPoint } from './point.ts'

/** A curve in words: where it starts, its highest point, and where it ends. */
export function describeCurve(
  { name, points }: { readonly name: string; readonly points: readonly ChartPoint[] },
  format: (value: number) => string,
  at: (x: number) => string,
): string {
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return `${name}: not measured`
  const say = (point: ChartPoint): string => `${format(point.mean)} ${at(point.x)}`
  if (points.length === 1) return `${name}: ${say(first)}`
  const highest = points.reduce((a, b) => (b.mean > a.mean ? b : a))
  return `${name}: ${say(first)}, highest ${say(highest)}, ${say(last)}`
}
