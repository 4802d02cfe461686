export { accuracy } from './examples/accuracy.ts'
export { predict } from './examples/predict.ts'
export { upWeighting } from './examples/upWeighting.ts'
export type { NoiseCurve, NoiseRatePoint, NoiseRateRuns } from './statistics/accuracyAgainstNoise.ts'
export { accuracyAgainstNoise } from './statistics/accuracyAgainstNoise.ts'
export type { BootstrapInterval, BootstrapOptions } from './statistics/bootstrap.ts'
export { bootstrapInterval, pairedBootstrap, pairedDifferences } from './statistics/bootstrap.ts'
export { holm } from './statistics/holm.ts'
export { mean } from './statistics/mean.ts'
export { meanInterval, studentT } from './statistics/meanInterval.ts'
export { medianAmong } from './statistics/medianAmong.ts'
export type { SignFlipOptions } from './statistics/signFlipTest.ts'
export { signFlipTest } from './statistics/signFlipTest.ts'
export type { SymmetricNoiseRate } from './statistics/symmetricNoise.ts'
export {
  accuracyFromNoisyLabels,
  accuracyOnNoisyLabels,
  symmetricThreshold,
} from './statistics/symmetricNoise.ts'
