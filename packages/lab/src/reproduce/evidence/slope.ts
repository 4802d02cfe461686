import { mean } from '@planish/analysis'

/** The slope of the least-squares line through points; null where no two differ in x. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number | null {
  const [middleX, middleY] = [mean(points.map(([x]) => x)) ?? 0, mean(points.map(([, y]) => y)) ?? 0]
  const spread = points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0)
  if (spread === 0) return null
  return points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0) / spread
}
