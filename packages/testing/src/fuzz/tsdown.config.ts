import type { UserConfig } from 'tsdown'

/**
 * Node 20 runs no TypeScript: the command and its worker, each a file. Planish's packages go in from their sources,
 * so that what is fuzzed is what is in the editor; all else stays outside.
 */
const config: UserConfig = {
  entry: { main: 'main.ts', worker: 'worker.ts' },
  outDir: '../../dist/fuzz',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
  dts: false,
  sourcemap: true,
  // Runs beside this one use the same folder; names of parts say what is in them.
  clean: false,
  tsconfig: '../../../../tsconfig.json',
  inputOptions: { resolve: { conditionNames: ['@planish/source', 'import', 'node', 'default'] } },
  deps: { neverBundle: [/^(?!@planish\/)[^./#]/], alwaysBundle: [/^@planish\//, /^#/] },
  logLevel: 'warn',
}

export default config
