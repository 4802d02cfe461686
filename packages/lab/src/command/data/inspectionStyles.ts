import { type Html, markup } from '../../report/html.ts'
import { schemes } from '../../report/page/styles.ts'

/** How deep a heat map's colours go: text on the deepest keeps 4.5 : 1. */
export const depths = { light: 0.7, dark: 0.42 } as const

const variables = (scheme: 'light' | 'dark'): string =>
  Object.entries(schemes[scheme])
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';')

/** What an SVG file needs of its own, where no page is around it. */
export const svgStyles: Html = markup(
  `svg{color-scheme:light dark;${variables('light')};color:var(--soft);background:var(--surface);font-family:system-ui,sans-serif}.shares{opacity:${depths.light}}@media (prefers-color-scheme:dark){svg{${variables('dark')}}.shares{opacity:${depths.dark}}}`,
)

/** What the page of an inspection adds to the style sheet of reports. */
export const inspectionStyles: Html = markup(`
.shares{opacity:${depths.light}}
@media screen and (prefers-color-scheme:dark){.shares{opacity:${depths.dark}}}
.facts{grid-template-columns:repeat(4,1fr)}
.map{max-width:46rem}
.classes{font-size:.95rem}
.classes th,.classes td{padding:.3rem 1.6rem .3rem 0;text-align:right}
.classes th:first-child{text-align:left;white-space:nowrap;font-weight:400}
.classes thead th:first-child{font-weight:600}
.classes thead th{color:var(--soft);font-size:.82rem;border-bottom:2px solid var(--ink)}
.classes tbody tr+tr{border-top:1px solid var(--line)}
.sheet{margin:0 0 1.3rem}
.sheet h3{margin:0 0 .5rem}
.sheet h3 span{color:var(--soft);font-weight:400;font-size:.85rem}
.sheet ul{display:flex;flex-wrap:wrap;gap:.5rem;margin:0;padding:0;list-style:none}
.sheet li{width:5.2rem;font-size:.72rem;line-height:1.25;text-align:center}
.sheet img{display:block;width:100%;height:auto;border:4px solid transparent;border-radius:.3rem;image-rendering:pixelated}
.sheet .wrong img{border-color:var(--noisy)}
.sheet .wrong{color:var(--noisy);font-weight:600;overflow-wrap:anywhere}
@media screen and (max-width:640px){.classes th,.classes td{padding-right:.9rem}.facts{grid-template-columns:repeat(2,minmax(0,1fr))}.sheet li{width:4.2rem}}
@media print{.sheet{break-inside:avoid}}
`)
