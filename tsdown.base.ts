import type { UserConfig } from 'tsdown'

/** Every package is built the same way: ESM and CJS, each with its types, dependencies left outside. */
export function packaged(entry: Record<string, string>): UserConfig {
  return {
    entry,
    format: ['esm', 'cjs'],
    platform: 'neutral',
    target: 'es2022',
    dts: { sourcemap: false },
    sourcemap: true,
    clean: true,
    tsconfig: '../../tsconfig.json',
    // `#name` imports are chosen by the package's own `imports` field when it is used, not when it is built.
    deps: { neverBundle: [/^#/, /^node:/, /^@planish\//, /^@tensorflow\//, /^fp-ts/] },
    logLevel: 'warn',
  }
}
