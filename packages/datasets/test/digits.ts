import { type Dataset, identityScale } from '../src/dataset.ts'

/** n examples of two values, example i holding [i, −i], labelled i mod classes. */
export const digits = (n: number, classes: number): Dataset => ({
  name: 'digits',
  inputs: Float32Array.from({ length: 2 * n }, (_, at) => (at % 2 === 0 ? at / 2 : -(at - 1) / 2)),
  inputShape: [2],
  labels: Int32Array.from({ length: n }, (_, index) => index % classes),
  classes,
  scale: identityScale,
})
