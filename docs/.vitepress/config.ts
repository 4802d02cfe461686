import { posix } from 'node:path'
import { defineConfig } from 'vitepress'
import { viteOptions } from '../../packages/laboratory/src/viteOptions.ts'
import { fed } from './fed/fed.ts'
import { emptyHeadings } from './markdown/emptyHeadings.ts'
import { navigation } from './navigation.ts'
import { copyLinkedFiles } from './repository/copyFiles.ts'
import { repositoryLinks } from './repository/links.ts'
import { root } from './repository/root.ts'

/** Where the site lies on its host: `/`, or a folder such as `/planish/`. */
// biome-ignore lint/suspicious/noUndeclaredEnvVars: turbo does not build the site
const base = process.env.DOCS_BASE ?? '/'

export default defineConfig({
  base,
  title: 'Planish',
  description: 'Sharpness-aware training under label noise, for Node and the browser',
  lang: 'en-GB',
  head: [['link', { rel: 'icon', href: `${base}mark.svg`, type: 'image/svg+xml' }]],
  rewrites: {
    'reproduction/README.md': 'reproduction/index.md',
    'reproductions/README.md': 'reproductions/index.md',
  },
  lastUpdated: false,
  markdown: {
    math: true,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: md => {
      repositoryLinks(base)(md)
      emptyHeadings(md)
    },
  },
  vite: {
    ...viteOptions,
    build: { chunkSizeWarningLimit: 2_000 },
    plugins: [
      {
        name: 'planish-fed',
        enforce: 'pre',
        transform: (text, id) => fed[posix.relative(`${root}/docs`, id)]?.(text),
      },
    ],
  },
  buildEnd: ({ outDir }) => copyLinkedFiles(outDir, base),
  themeConfig: {
    logo: '/mark.svg',
    search: { provider: 'local', options: { detailedView: true } },
    outline: { level: [2, 3] },
    // What a link is called for screen readers has what one sees in it.
    notFound: { linkLabel: 'Take me home' },
    ...navigation(),
    footer: {
      message: 'MIT licence. Fashion-MNIST is Zalando’s, MIT licence.',
    },
  },
})
