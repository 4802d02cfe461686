import type { Figure } from '../figure.ts'
import { ordering } from './ordering.ts'

/** Every figure, in the order in which they tell the story. */
export const figures: readonly Figure[] = [ordering]
