/**
 * Positions as near to the wanted ones as they can be with at least `gap` between neighbours, inside [low, high]
 * where they fit. For labels at the ends of lines.
 *
 * @example
 * ```ts
 * spread([10, 11, 40], 12, 0, 100) // [4.5, 16.5, 40]
 * ```
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
  const clusters = order.map(index => ({ members: [index], center: wanted[index] ?? 0 }))
  const halfHeight = (cluster: { readonly members: readonly number[] }): number =>
    ((cluster.members.length - 1) * gap) / 2
  const confine = (cluster: (typeof clusters)[number]): void => {
    const half = halfHeight(cluster)
    cluster.center = Math.max(low + half, Math.min(high - half, cluster.center))
  }
  clusters.forEach(confine)
  for (let index = 1; index < clusters.length; ) {
    const [above, below] = [clusters[index - 1], clusters[index]]
    if (above === undefined || below === undefined) break
    if (below.center - halfHeight(below) - (above.center + halfHeight(above)) >= gap - 1e-9) {
      index += 1
      continue
    }
    const size = above.members.length + below.members.length
    above.center = (above.center * above.members.length + below.center * below.members.length) / size
    above.members.push(...below.members)
    confine(above)
    clusters.splice(index, 1)
    index = Math.max(1, index - 1)
  }
  const positions = wanted.slice()
  for (const cluster of clusters) {
    cluster.members.forEach((member, rank) => {
      positions[member] = cluster.center - halfHeight(cluster) + rank * gap
    })
  }
  return positions
}
