import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { viteOptions } from './src/viteOptions.ts'

/** The laboratory alone on a page, from the packages' sources: `npx vite packages/laboratory/page -c …`. */
export default defineConfig({
  ...viteOptions,
  root: fileURLToPath(new URL('page', import.meta.url)),
  resolve: { conditions: ['@planish/source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2022', emptyOutDir: true, chunkSizeWarningLimit: 3000 },
})
