export { accuracy } from './accuracy.ts'
export { predict } from './predict.ts'
export { meanAmong, upWeighting } from './upWeighting.ts'
