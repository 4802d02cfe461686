import type { Size } from '../result.ts'

/** What a size takes on, after its name. */
export const sizeMeaning: { readonly [size in Size]: string } = {
  quick: 'too little to decide much',
  default: '5,000 images, a perceptron',
  paper: 'the study in full',
}
