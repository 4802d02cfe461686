import { type Dataset, type Inspection, isNoisy, noiseToJson } from '@planish/datasets'
import { count, roundPercent } from '../../report/format.ts'
import { type Html, html } from '../../report/html.ts'
import { dataTitle } from '../../report/page/dataTitle.ts'
import { pageDocument } from '../../report/page/document.ts'
import { fact } from '../../report/page/fact.ts'
import { brand } from '../../report/page/header.ts'
import { section } from '../../report/page/section.ts'
import { className } from './className.ts'
import type { SheetRow } from './contactSheet.ts'
import { heatMap } from './heatMap.ts'
import { inspectionStyles } from './inspectionStyles.ts'
import { matrixTable } from './matrixTable.ts'
import type { Drawing } from './rgbImage.ts'
import { imagePng } from './sheetPng.ts'

/** What a page can show of a data set. */
export interface Inspected {
  readonly data: Dataset
  readonly found: Inspection
  /** Of the test half. */
  readonly test: Inspection
  /** The noise as it was asked for. */
  readonly noise: string
}

const titleOf = ({ found, noise }: Inspected): string =>
  found.realisedMatrix === null ? dataTitle(found.name) : `${dataTitle(found.name)} with ${noise}`

const dimensions = (shape: readonly number[]): string => shape.join(' × ')

const header = (inspected: Inspected): Html => {
  const { found, test, noise } = inspected
  return html`<header>
${brand('Planish data')}
<h1>${titleOf(inspected)}</h1>
<dl class="facts">
${fact('Training', count(found.size), `examples of ${count(found.classes)} classes`)}
${fact('Testing', count(test.size), 'examples, labels as published')}
${fact('Shape', dimensions(found.inputShape), 'of one example')}
${fact('Wrong labels', found.noiseRate > 0 ? roundPercent(found.noiseRate) : 'none', found.noiseRate > 0 ? noise : 'that noise has made')}
</dl>
</header>`
}

const classTable = ({ data, found, test }: Inspected): Html => {
  const { cleanCountPerClass: clean } = found
  return html`<div class="scroll" role="region" aria-label="Classes" tabindex="0"><table class="classes">
<thead><tr><th scope="col">class</th><th scope="col">training${clean === null ? '' : ', as labelled'}</th>${clean === null ? null : html`<th scope="col">in truth</th>`}<th scope="col">test</th></tr></thead>
<tbody>
${found.countPerClass.map(
  (labelled, label) =>
    html`<tr><th scope="row">${className(data, label)}</th><td>${count(labelled)}</td>${clean === null ? null : html`<td>${count(clean[label] ?? 0)}</td>`}<td>${count(test.countPerClass[label] ?? 0)}</td></tr>\n`,
)}</tbody>
</table></div>`
}

/** The matrix drawn for a wide page and again for a phone, and its figures. */
function noiseMap({ data, found }: Inspected, matrix: readonly (readonly number[])[]): Html {
  const names = matrix.map((_, label) => className(data, label))
  const alternative = `Heat map of the realised transition matrix: ${roundPercent(1 - found.noiseRate)} of the labels are kept, on the diagonal; the figures are in the table below.`
  return html`<figure class="map">
${heatMap({ matrix, names, alternative }, { width: 680, longestName: 16, className: 'wide' })}
${heatMap({ matrix, names, alternative }, { width: 350, longestName: 9, className: 'narrow' })}
<figcaption>Percent of each true class (row) that was given each label (column), counted in this draw. Blue is kept, orange is wrong; the colour’s depth follows the square root of the share, so that small shares can be seen.</figcaption>
${matrixTable(matrix, names)}
</figure>`
}

const dataUri = (png: Uint8Array): string => `data:image/png;base64,${Buffer.from(png).toString('base64')}`

/** Each class with images, wrong labels framed and named for what they are. */
function images(rows: readonly SheetRow[], { draw, width, height }: Drawing): Html {
  return html`${rows.map(
    ({ name, count: all, shown }) => html`<div class="sheet">
<h3>${name} <span>${count(all)} with this label${shown.length < all ? `, the first ${shown.length}` : ''}</span></h3>
<ul>
${shown.map(
  ({ index, wronglyFor }) =>
    html`<li${wronglyFor === undefined ? null : html` class="wrong"`}><img src="${dataUri(imagePng(draw(index)))}" width="${width}" height="${height}" alt="${wronglyFor === undefined ? `example ${index}` : `example ${index}, wrongly labelled ${name}`}">${wronglyFor === undefined ? null : html`is ${wronglyFor}`}</li>\n`,
)}</ul>
</div>
`,
  )}`
}

/**
 * A page that needs nothing else: how many examples each class has, its images where there are any and they were
 * asked for, and what noise has done to the labels.
 */
export function inspectionPage(
  inspected: Inspected,
  sheet?: { readonly rows: readonly SheetRow[]; readonly drawing: Drawing },
): string {
  const { data, found } = inspected
  const { realisedMatrix: matrix } = found
  return pageDocument({
    title: titleOf(inspected),
    styles: inspectionStyles,
    header: header(inspected),
    main: html`${matrix === null ? null : section('noise', 'What became of the labels', noiseMap(inspected, matrix))}
${section('classes', 'Classes', classTable(inspected))}
${sheet === undefined ? null : section('images', 'Images', images(sheet.rows, sheet.drawing))}
${isNoisy(data) ? section('record', 'Record of the noise', html`<pre><code>${JSON.stringify(JSON.parse(noiseToJson(data.noise)), null, 2)}</code></pre>`) : null}`,
  })
}
