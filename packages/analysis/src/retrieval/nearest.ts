/** Moves the first `count` by an order to the front of `items`, in no order among themselves (Hoare's quickselect). */
function select(items: Int32Array, count: number, before: (a: number, b: number) => boolean): void {
  let [low, high] = [0, items.length - 1]
  while (low < high) {
    const pivot = items[(low + high) >> 1] as number
    let [i, j] = [low, high]
    while (i <= j) {
      while (before(items[i] as number, pivot)) i++
      while (before(pivot, items[j] as number)) j--
      if (i <= j) {
        const swapped = items[i] as number
        items[i++] = items[j] as number
        items[j--] = swapped
      }
    }
    if (count - 1 <= j) high = j
    else if (count - 1 >= i) low = i
    else return
  }
}

/** The `count` examples most similar to a query, itself left out, from the nearest on; of equals the first. */
export function nearest(similarities: ArrayLike<number>, query: number, count: number): Int32Array {
  const others = Int32Array.from({ length: similarities.length - 1 }, (_, i) => (i < query ? i : i + 1))
  const of = (i: number): number => similarities[i] as number
  select(others, Math.min(count, others.length), (a, b) => of(a) > of(b) || (of(a) === of(b) && a < b))
  return others.slice(0, count).sort((a, b) => of(b) - of(a) || a - b)
}
