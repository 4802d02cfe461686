import type { Dataset } from '@planish/datasets'
import { size } from '@planish/datasets'

/** One image at half its height and width: each pixel the mean of four, rounded. */
function halveInto(pixels: Uint8Array, width: number, into: Uint8Array): void {
  const half = width / 2
  for (let at = 0; at < into.length; at++) {
    const corner = 2 * Math.floor(at / half) * width + 2 * (at % half)
    const sum = [0, 1, width, width + 1].reduce((total, step) => total + (pixels[corner + step] ?? 0), 0)
    into[at] = Math.round(sum / 4)
  }
}

/**
 * Grey images of even width and height at half of each, so that a race on them is quick in a browser.
 *
 * @example
 * ```ts
 * halve(fashion).inputShape // [14, 14, 1]
 * ```
 */
export function halve(images: Dataset & { readonly inputs: Uint8Array }): Dataset {
  const [height = 0, width = 0] = images.inputShape
  const [before, after] = [height * width, (height * width) / 4]
  const inputs = new Uint8Array(size(images) * after)
  for (let index = 0; index < size(images); index++) {
    const image = images.inputs.subarray(index * before, (index + 1) * before)
    halveInto(image, width, inputs.subarray(index * after, (index + 1) * after))
  }
  return { ...images, inputs, inputShape: [height / 2, width / 2, 1] }
}
