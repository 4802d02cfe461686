const steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000]

/** Round epochs to mark on an axis, the first one among them; about `most` of them. */
export function epochTicks(last: number, most: number): readonly number[] {
  const step = steps.find(candidate => last / candidate <= most) ?? Math.ceil(last / most)
  const round = Array.from({ length: Math.floor(last / step) }, (_, index) => (index + 1) * step)
  return step === 1 ? round : [1, ...round]
}
