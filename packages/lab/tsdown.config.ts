import { library } from '../../tsdown.base.ts'

export default [
  library({ index: 'src/index.ts' }),
  // The command: top-level await, so ESM only, and no types.
  { ...library({ main: 'src/main.ts' }), format: ['esm' as const], dts: false, clean: false },
]
