/** The backends Planish runs on. */
export type BackendName = 'native' | 'webgpu' | 'wasm' | 'cpu'

/** Every backend, in the order in which `auto` tries them: fastest first. */
export const backendNames: readonly BackendName[] = ['native', 'webgpu', 'wasm', 'cpu']

/** What a backend turned out to be once it was started. */
export interface Backend {
  readonly name: BackendName
  /** The device that computes, in words: `CPU (libtensorflow, oneDNN)`, the GPU's name, … */
  readonly device: string
  /** Version of what computes: libtensorflow's for native, tfjs's for the others. */
  readonly version: string
  /** Whether a GPU is imitated in software (SwiftShader, llvmpipe): `auto` never picks such a one. */
  readonly software: boolean
}
