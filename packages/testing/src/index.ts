export { expectClose, largestDifference } from './closeness.ts'
export { naiveSam } from './naive.ts'
