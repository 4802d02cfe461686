import type { UserConfig } from 'tsdown'

/** Node 20 runs no TypeScript: the command and the processes it starts, each a file; packages stay outside. */
const config: UserConfig = {
  entry: {
    main: 'src/main.ts',
    planish: 'src/contestants/planish.ts',
    data: 'src/data/main.ts',
    jaxJs: 'src/contestants/jaxJs.ts',
    peak: 'src/memory/peak.ts',
    profile: 'src/profile/profile.ts',
    report: 'src/report/main.ts',
    soak: 'src/soak/main.ts',
    soaking: 'src/soak/soaking.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
  dts: false,
  sourcemap: true,
  clean: true,
  tsconfig: '../tsconfig.json',
  deps: { neverBundle: [/^[^./]/] },
  logLevel: 'warn',
}

export default config
