import { type Html, markup } from '../../report/html.ts'

/** What pages of reproduced figures add to the style sheet of reports. */
export const figureStyles: Html = markup(`
.verdict{display:inline-flex;align-items:center;gap:.4rem;font-weight:600;white-space:nowrap}
.verdict svg{flex:none}
.verdict.agrees{color:var(--series-4)}.verdict.disagrees{color:var(--series-5)}.verdict.open{color:var(--soft)}
.outcome{margin:1.5rem 0 0;padding:1rem 1.2rem;border-left:4px solid var(--accent);background:var(--surface);border-radius:0 .6rem .6rem 0}
.outcome p{margin:0;font-size:1.1rem}
.outcome ul{margin:0;padding:0;list-style:none}
.outcome li{display:grid;grid-template-columns:8rem minmax(0,1fr);gap:.2rem 1rem;margin-top:.55rem;line-height:1.45}
.outcome li .verdict{align-self:start}
.counts{display:flex;flex-wrap:wrap;gap:.6rem 2.6rem;margin:1.3rem 0 0;padding:0;list-style:none}
.counts b{margin-right:.4rem;font:600 2.2rem/1 var(--serif);font-variant-numeric:lining-nums}
.facts{grid-template-columns:repeat(auto-fit,minmax(9rem,1fr))}
.hypothesis,.notes,.summaries{max-width:46rem}
.hypothesis{font-size:1.05rem}
#method h3{margin-top:1.8rem}
.notes{margin:0;padding-left:1.1rem}
.notes li+li{margin-top:.4rem}
.summaries{margin:0}
.summaries div+div{margin-top:.9rem}
.summaries dt{font-weight:600}
.summaries dd{margin:.1rem 0 0}
figure>figcaption{margin:0 0 .8rem}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:.2rem 0 .6rem;padding:0;list-style:none;font-size:.88rem}
.legend .swatch{vertical-align:middle;margin-right:.2rem}
.claims{width:100%;font-size:.95rem;line-height:1.5}
.claims thead th{padding:.3rem 1.2rem .3rem 0;text-align:left;color:var(--soft);font-size:.82rem;border-bottom:2px solid var(--ink)}
.claims tbody th,.claims td{padding:.7rem 1.2rem .7rem 0;text-align:left;vertical-align:top}
.claims tbody th{width:30%;font-weight:400}
.claims tbody tr{border-bottom:1px solid var(--line)}
.claims td:last-child,.claims th:last-child{padding-right:0}
.claims .group th{padding:1.4rem 0 .5rem;font-size:1.05rem;font-weight:600}
.claims .group span{margin-left:.5rem;color:var(--soft);font-size:.85rem;font-weight:400}
.claims .quantity,.claims .seeds{display:block;color:var(--soft);font-size:.85rem}
.claims .interval{white-space:nowrap}
.plain{font-size:.92rem}
.plain th,.plain td{padding:.35rem 1.4rem .35rem 0;text-align:right;vertical-align:top}
.plain .text{text-align:left}
.plain tbody th{min-width:9rem;font-weight:600}
.plain tbody tr{border-top:1px solid var(--line)}
.plain thead th{color:var(--soft);font-size:.82rem;vertical-align:bottom;white-space:nowrap}
.plain .group th{padding-top:.9rem;text-align:left;color:var(--soft);font-weight:400}
figure .scroll{--under:var(--surface)}
@media screen and (max-width:640px){
.outcome{padding:.8rem .9rem}
.outcome li{grid-template-columns:1fr}
.facts{grid-template-columns:repeat(2,minmax(0,1fr))}
.claims thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.claims,.claims tbody,.claims tr,.claims caption{display:block}
.claims tr{padding:.8rem 0}
.claims tbody th,.claims td{display:block;width:auto;padding:.15rem 0}
.claims tbody th{font-weight:600}
.claims .group{padding-bottom:.2rem}
}
@media print{.claims tr,.outcome{break-inside:avoid}}
`)
