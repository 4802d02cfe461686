import { packaged } from '../../tsdown.base.ts'

export default [
  packaged({ index: 'src/index.ts' }),
  // The command: top-level await, so ESM only, and no types.
  { ...packaged({ main: 'src/main.ts' }), format: ['esm' as const], dts: false, clean: false },
]
