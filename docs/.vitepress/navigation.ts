import { existsSync, readFileSync } from 'node:fs'
import type { DefaultTheme } from 'vitepress'
import { examples } from './repository/examples.ts'
import { root } from './repository/root.ts'

const start = [
  { text: 'Start in two minutes', link: '/start' },
  { text: 'Troubleshooting', link: '/troubleshooting' },
]

const concepts = [
  { text: 'The paper in pictures', link: '/concepts/paper' },
  { text: '1-SAM without per-example weights', link: '/concepts/one-sam' },
  { text: 'Keys', link: '/concepts/keys' },
  { text: 'Ownership', link: '/concepts/ownership' },
  { text: 'Backends', link: '/concepts/backends' },
]

const guides = [
  { text: 'Your own model', link: '/guides/model' },
  { text: 'Your own data', link: '/guides/data' },
  { text: 'Batches and augmentation', link: '/guides/augmentation' },
  { text: 'Label noise', link: '/guides/noise' },
  { text: 'What happens to the examples', link: '/guides/examples-under-noise' },
  { text: 'Calibration and prediction sets', link: '/guides/conformal' },
  { text: 'Estimating label noise', link: '/guides/estimating-noise' },
  { text: 'Choosing a rule', link: '/guides/which-sam' },
  { text: 'The native backend and CUDA', link: '/guides/native' },
  { text: 'WebGPU in Node', link: '/guides/webgpu-node' },
  { text: 'Norms, clipping and DP-SGD', link: '/guides/norms' },
  { text: 'Choosing m, and memory', link: '/guides/groups' },
  { text: 'Curvature, sharpness, landscapes', link: '/guides/sharpness' },
  { text: 'A step against PyTorch', link: '/guides/pytorch' },
  { text: 'Stopping and resuming', link: '/guides/resuming' },
  { text: 'Grids of runs', link: '/guides/sweeps' },
  { text: 'The paper’s figures', link: '/guides/reproducing' },
]

const evidence = [
  { text: 'Performance', link: '/performance' },
  { text: 'The paper, claim by claim', link: '/reproduction/' },
  { text: 'Convolutional networks', link: '/reproductions/' },
  { text: 'Upstream faults', link: '/upstream-faults' },
]

/** A group that leads nowhere itself gives its items to what it is in: a button would hold another button. */
const lifted = (items: readonly DefaultTheme.SidebarItem[]): DefaultTheme.SidebarItem[] =>
  items.flatMap(item => {
    const inner = lifted(item.items ?? [])
    if (item.link === undefined) return inner
    return inner.length === 0 ? item : { ...item, items: inner }
  })

/** The reference's pages, as typedoc wrote them down; none before `npm run docs:api`. */
function reference(): DefaultTheme.SidebarItem[] {
  const file = `${root}/docs/api/typedoc-sidebar.json`
  return existsSync(file) ? lifted(JSON.parse(readFileSync(file, 'utf8'))) : []
}

/** The bar above the pages and the one beside them. */
export function navigation(): Pick<DefaultTheme.Config, 'nav' | 'sidebar'> {
  const project = [
    { text: 'Decisions', link: '/adr/' },
    ...(existsSync(`${root}/docs/releasing.md`) ? [{ text: 'Releasing', link: '/releasing' }] : []),
    { text: 'Contributing', link: '/contributing' },
  ]
  return {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Concepts', link: '/concepts/paper', activeMatch: '^/concepts/' },
      { text: 'Guides', link: '/guides/model', activeMatch: '^/guides/' },
      { text: 'Examples', link: '/examples/', activeMatch: '^/examples/' },
      { text: 'Laboratory', link: '/laboratory/', activeMatch: '^/laboratory/' },
      { text: 'Reference', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: [
      { text: 'Start', items: start },
      { text: 'Concepts', items: concepts },
      { text: 'Guides', items: guides },
      {
        text: 'Examples',
        link: '/examples/',
        collapsed: true,
        items: examples().map(({ title, link }) => ({ text: title, link })),
      },
      { text: 'Laboratory', link: '/laboratory/' },
      { text: 'Rules, losses, models: the lists', link: '/reference/lists' },
      { text: 'Reference', link: '/api/', collapsed: true, items: reference() },
      { text: 'Evidence', items: evidence },
      { text: 'Project', items: project },
    ],
  }
}
