/** Which build of TensorFlow: for the CPU alone, or with CUDA beside it. */
export type Variant = 'cpu' | 'cuda'
