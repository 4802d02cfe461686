export type { RawOption, RawSpec } from './spec/parse.ts'
export { parseSpec } from './spec/parse.ts'
export type { EpochReport, TrainingPoint, TrainOptions } from './train/train.ts'
export { train } from './train/train.ts'
