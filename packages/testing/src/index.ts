export { expectClose, largestDifference } from './closeness.ts'
