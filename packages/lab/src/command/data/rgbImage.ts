import { PlanishError } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import * as E from 'fp-ts/lib/Either.js'

/** Red, green and blue bytes, row by row. */
export interface RgbImage {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** What is needed to draw a data set's examples. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly draw: (index: number) => RgbImage
}

const rangeOf = (values: Float32Array): readonly [number, number] => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/** How a stored value becomes a byte: as it is, or from its range over the data set. */
function brightness(inputs: Dataset['inputs']): (value: number) => number {
  if (inputs instanceof Uint8Array) return value => value
  const [low, high] = rangeOf(inputs)
  return value => Math.round((255 * (value - low)) / (high - low || 1))
}

/**
 * Draws a data set's examples as images.
 *
 * @returns a `usage` error where they are none: not [height, width], [height, width, 1] or [height, width, 3]
 */
export function drawing({ name, inputs, inputShape }: Dataset): E.Either<PlanishError, Drawing> {
  const [height = 0, width = 0, channels = 1, ...more] = inputShape
  if (inputShape.length < 2 || more.length > 0 || (channels !== 1 && channels !== 3)) {
    return E.left(
      new PlanishError(
        'usage',
        `${name} has no images to show: its examples have the shape [${inputShape.join(', ')}]`,
        'leave out --sheet',
      ),
    )
  }
  const toByte = brightness(inputs)
  const values = height * width * channels
  const draw = (index: number): RgbImage => {
    const data = new Uint8Array(3 * height * width)
    for (let at = 0; at < data.length; at++) {
      const from = channels === 3 ? at : Math.floor(at / 3)
      data[at] = toByte(inputs[index * values + from] as number)
    }
    return { width, height, data }
  }
  return E.right({ width, height, draw })
}
