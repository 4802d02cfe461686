import type { Size } from '../result.ts'

/** What a size takes on, after its name. */
export const sizeMeaning: { readonly [size in Size]: string } = {
  quick: 'about a minute: too little to decide much',
  default: 'about a quarter of an hour',
  paper: 'the study in full',
}
