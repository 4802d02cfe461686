import { type Html, markup } from '../html.ts'
import { palette } from '../seriesStyle.ts'

/** Surfaces and text of a colour scheme. */
export interface Scheme {
  readonly page: string
  readonly surface: string
  readonly ink: string
  readonly soft: string
  readonly line: string
  readonly accent: string
  readonly clean: string
  readonly noisy: string
}

/** The colours of the page beside those of the rules; text and lines that carry meaning have 4.5 : 1 and more. */
export const schemes: { readonly light: Scheme; readonly dark: Scheme } = {
  light: {
    page: '#f6f5f1',
    surface: '#fffefc',
    ink: '#1c2026',
    soft: '#565d68',
    line: '#dedbd2',
    accent: '#0d6d86',
    clean: '#0b66b2',
    noisy: '#b4410a',
  },
  dark: {
    page: '#121417',
    surface: '#1a1d21',
    ink: '#e7e9ec',
    soft: '#a3abb6',
    line: '#343940',
    accent: '#69d0e2',
    clean: '#6fb4fb',
    noisy: '#f39a63',
  },
}

const variables = (scheme: 'light' | 'dark'): string =>
  [
    ...Object.entries(schemes[scheme]).map(([name, colour]) => `--${name}:${colour}`),
    ...palette.map((colours, index) => `--series-${index}:${colours[scheme]}`),
  ].join(';')

/** The style sheet of the report. */
export const styles: Html = markup(`
:root{color-scheme:light;${variables('light')};--serif:"Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L",P052,Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${variables('dark')}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;padding:0 1.25rem 4rem;background:var(--page);color:var(--ink);font:1rem/1.6 var(--sans)}
header,main{max-width:60rem;margin:0 auto}
header{padding-top:2.5rem}
.brand{display:flex;align-items:center;gap:.7rem;margin:0;color:var(--accent);font-size:.875rem;font-weight:600;letter-spacing:.02em}
h1{margin:.6rem 0 0;font:600 clamp(1.9rem,5.2vw,3rem)/1.12 var(--serif);letter-spacing:-.015em;text-wrap:balance}
h2{margin:0 0 1.1rem;font:600 1.65rem/1.2 var(--serif);letter-spacing:-.01em}
h3{margin:0 0 .4rem;font-size:1.05rem;line-height:1.35}
h4{display:flex;align-items:center;gap:.5rem;margin:0;font-size:.9rem;line-height:1.4;overflow-wrap:anywhere}
p{margin:0 0 .8rem}
.lede{max-width:44rem;margin:.9rem 0 0;font:400 clamp(1.1rem,2.4vw,1.3rem)/1.5 var(--serif);color:var(--soft);text-wrap:pretty}
main>section{margin-top:3.25rem}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code,pre{font-family:var(--mono);font-size:.85em}
code{overflow-wrap:anywhere}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.facts{display:grid;grid-template-columns:repeat(6,1fr);gap:1px;margin:1.8rem 0 0;border:1px solid var(--line);border-radius:.6rem;background:var(--line);overflow:hidden}
.facts div{padding:.7rem .9rem .8rem;background:var(--surface)}
.facts dt{color:var(--soft);font-size:.8rem}
.facts dd{margin:0;line-height:1.35}
.facts b{display:block;font-weight:600;overflow-wrap:anywhere}
.facts span{color:var(--soft);font-size:.8rem;overflow-wrap:anywhere}
.scroll{--under:var(--page);position:relative;overflow-x:auto;background:linear-gradient(to left,var(--under) 50%,transparent) 100% 0/2.5rem 100% no-repeat local,linear-gradient(to left,var(--line),transparent) 100% 0/1rem 100% no-repeat scroll}
.figures .scroll{--under:var(--surface)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:.9rem;padding-bottom:.6rem}
th{font-weight:600}
.results caption span{display:block;max-width:calc(100vw - 2.5rem)}
.together{white-space:nowrap}
.results{width:100%;font-size:.95rem}
.results thead th{color:var(--soft);font-size:.82rem;text-align:right;vertical-align:bottom;padding:.3rem .75rem;white-space:nowrap}
.results thead th[colspan]{text-align:center;border-bottom:1px solid var(--line)}
.results thead th:first-child[rowspan]{text-align:left}
.results tbody tr{border-top:1px solid var(--line)}
.results tbody tr:first-child{border-top:2px solid var(--ink)}
.results tbody tr:last-child{border-bottom:2px solid var(--ink)}
.results td{padding:.6rem .75rem;text-align:right;vertical-align:top;white-space:nowrap}
.results tbody th{padding:.55rem .75rem .55rem 0;text-align:left;vertical-align:top;font-weight:600}
.results thead th:first-child[rowspan]{padding-left:0}
.results .rule{display:flex;align-items:baseline;gap:.55rem}
.results .swatch{flex:none;position:relative;top:-.1rem}
.results tbody code{display:block;padding-left:2.45rem;color:var(--soft);font-size:.72rem;font-weight:400}
.results .group~tr th{min-width:7rem}
.results .group th{padding:.9rem 0 .3rem;color:var(--soft);font-weight:400}
.results .half{color:var(--soft);font-size:.8rem;font-weight:400}
.best .value::before{content:"★";content:"★" / "";display:inline-block;width:.8rem;margin-left:-.8rem;font-size:.6rem;vertical-align:.35em;text-align:left}
.best .value{color:var(--accent)}
.bar{display:block;width:100%;min-width:3.5rem;height:4px;margin-top:.3rem}
.bar .track{fill:var(--line)}.bar .clean{fill:var(--clean)}.bar .noisy{fill:var(--noisy)}
.terms{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:.5rem 2rem;margin:1.2rem 0 0;font-size:.86rem;line-height:1.5;color:var(--soft)}
.terms dt{display:inline;font-weight:600;color:var(--ink)}
.terms dt::after{content:": "}
.terms dd{display:inline;margin:0}
figure{margin:0 0 1.5rem;padding:1.2rem 1.3rem 1rem;border:1px solid var(--line);border-radius:.6rem;background:var(--surface)}
figcaption{max-width:46rem;margin-top:.6rem;color:var(--soft);font-size:.88rem;line-height:1.55}
.absent{color:var(--soft);margin:0}
.chart{display:block;width:100%;height:auto;overflow:visible;font-family:var(--sans);color:var(--soft)}
.chart text{white-space:pre}
.narrow{display:none}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(15.5rem,1fr));gap:1.3rem 1.2rem;margin-top:.6rem}
.panel{max-width:24rem}
.figures{margin-top:.7rem;font-size:.85rem}
.figures summary{cursor:pointer;color:var(--accent)}
.figures .scroll{max-height:24rem;overflow:auto;margin-top:.5rem}
.figures th,.figures td{padding:.15rem .7rem;text-align:right;white-space:nowrap}
.figures thead th{position:sticky;top:0;background:var(--surface);border-bottom:1px solid var(--line)}
.figures tbody th{font-weight:400;color:var(--soft)}
.reading{display:grid;grid-template-columns:14rem minmax(0,1fr);gap:0 2.2rem;padding:1.05rem 0;border-top:1px solid var(--line)}
.reading h3{font-size:1rem}
.reading p,.reading ul{max-width:44rem;margin:0;text-wrap:pretty}
.reading ul{padding-left:1.1rem}
.reading li+li{margin-top:.35rem}
.reading[data-topic=thresholds],.reading[data-topic=caveats]{font-size:.92rem;color:var(--soft)}
.reading[data-topic=caveats] h3,.reading[data-topic=thresholds] h3{color:var(--ink)}
.configuration{width:100%;font-size:.92rem}
.configuration th[scope=rowgroup]{padding:1.1rem 0 .35rem;font:600 1.05rem/1.3 var(--sans)}
.configuration tbody:first-of-type th[scope=rowgroup]{padding-top:0}
.configuration th,.configuration td{padding:.34rem 1rem .34rem 0;text-align:left;vertical-align:top}
.configuration tbody tr+tr{border-top:1px solid var(--line)}
.configuration tbody th[scope=row]{width:10rem;font-weight:400;color:var(--soft)}
.configuration td:nth-child(2){width:22rem}
.configuration td:last-child{color:var(--soft);padding-right:0}
#configuration h3{margin-top:1.8rem}
pre{margin:.4rem 0 0;padding:1rem 1.1rem;border:1px solid var(--line);border-radius:.6rem;background:var(--surface);overflow-x:auto;line-height:1.6}
pre code{overflow-wrap:normal}
@media screen and (max-width:900px){.facts{grid-template-columns:repeat(3,1fr)}.results tbody code{padding-left:0}}
@media screen and (max-width:640px){
body{padding:0 1rem 3rem}
header{padding-top:1.5rem}
main>section{margin-top:2.5rem}
.facts{grid-template-columns:repeat(2,minmax(0,1fr))}
.wide{display:none}.narrow{display:block}
figure{margin-left:-.5rem;margin-right:-.5rem;padding:1rem .6rem .9rem}
.panels{grid-template-columns:1fr}
.panel{max-width:none}
.results tbody th,.results thead th:first-child[rowspan]{position:sticky;left:0;background:var(--page);max-width:9.5rem;z-index:1}
.results tbody code{display:none}
.results .rule{display:block}
.results .rule .swatch{display:block;top:0;margin-bottom:.1rem}
.results td,.results thead th{padding-left:.95rem;padding-right:.2rem}
.results thead th[colspan]{padding-left:.2rem}
.reading{grid-template-columns:1fr;gap:.15rem}
.configuration tbody th[scope=row]{width:auto;padding-right:.8rem}
.configuration tbody tr{display:grid;grid-template-columns:8rem minmax(0,1fr)}
.configuration td:nth-child(2){width:auto}
.configuration th[scope=rowgroup]{grid-column:1/-1}
.configuration td:last-child{grid-column:2;padding-top:0;font-size:.85rem}
.configuration td:last-child:empty{display:none}
}
@media print{
@page{margin:16mm 14mm}
body{padding:0;background:none;font-size:10pt}
header{padding-top:0}
header,main{max-width:none}
main>section{margin-top:1.6rem}
figure,.panel,.reading,.configuration tr,.results tr,.facts,pre{break-inside:avoid}
h2,h3{break-after:avoid}
.figures,#data{display:none}
.scroll{overflow:visible;background:none}
.results{font-size:8pt}
.results thead th{font-size:7pt;white-space:normal}
.results .half{font-size:6.5pt}
.results .rule{gap:.3rem}.results .swatch{width:20px}
.results tbody code{padding-left:0}
.results .best .value::before{font-size:5pt;width:.5rem;margin-left:-.5rem}
.bar{min-width:0}
.facts div{padding:.4rem .5rem}
.terms{grid-template-columns:1fr 1fr 1fr;font-size:8pt}
.configuration{font-size:8.5pt}
.results td,.results thead th{padding-left:.3rem;padding-right:.3rem}
.results tbody code{font-size:6.5pt}
.panels{grid-template-columns:repeat(3,1fr)}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`)
