import { orThrow, random } from '@planish/core'
import { corrupt, type Dataset, identityScale, inspect, isNoisy, symmetric } from '@planish/datasets'
import fc from 'fast-check'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { faults } from '../../report/testing/wellFormed.ts'
import { contactSheet } from './contactSheet.ts'
import { heatMap } from './heatMap.ts'
import { inspectionPage } from './inspectionPage.ts'
import { drawing } from './rgbImage.ts'
import { imagePng, sheetPng } from './sheetPng.ts'
import { svgFile } from './svgFile.ts'

/** Images of 2×3, each of one colour that tells its class. */
const images = (n: number, classes: number, channels: 1 | 3 = 3): Dataset => {
  const labels = Int32Array.from({ length: n }, (_, index) => index % classes)
  return {
    name: 'stripes <b>',
    inputs: Uint8Array.from(
      { length: n * 6 * channels },
      (_, at) => labels[Math.floor(at / (6 * channels))] ?? 0,
    ),
    inputShape: [2, 3, channels],
    labels,
    classes,
    classNames: Array.from({ length: classes }, (_, label) => `<${label}> & "co"`),
    scale: identityScale,
  }
}

const noisy = (data: Dataset, rate: number) => orThrow(corrupt(symmetric({ rate }), random.key(3))(data))

describe('contactSheet', () => {
  it('has the first examples of each label, and names what the wrong ones are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (perClass, rate) => {
          const data = noisy(images(60, 4), rate)
          const rows = contactSheet(data, perClass)
          expect(rows.map(({ count }) => count)).toEqual(inspect(data).countPerClass)
          for (const [label, { shown, count }] of rows.entries()) {
            expect(shown.length).toBe(Math.min(perClass, count))
            for (const { index, wronglyFor } of shown) {
              expect(data.labels[index]).toBe(label)
              expect(wronglyFor !== undefined).toBe(data.mask[index] === 1)
              if (wronglyFor !== undefined)
                expect(wronglyFor).toBe(data.classNames?.[data.cleanLabels[index] ?? -1])
            }
          }
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('sheetPng', () => {
  const at = (png: ReturnType<typeof decode>, x: number, y: number) => [
    ...png.data.slice(3 * (y * png.width + x), 3 * (y * png.width + x) + 3),
  ]

  it.each([1, 3] as const)('shows images of %i channels in rows, wrong labels framed', channels => {
    const data = noisy(images(40, 4, channels), 0.4)
    const rows = contactSheet(data, 5)
    const png = decode(sheetPng(rows, orThrow(drawing(data))))
    const [tile, scale] = [{ width: 3 * 19 + 8, height: 2 * 19 + 8 }, 19]
    expect([png.width, png.height]).toEqual([4 + 5 * (tile.width + 4), 4 + 4 * (tile.height + 4)])
    let wrong = 0
    for (const [row, { shown }] of rows.entries()) {
      for (const [column, { index, wronglyFor }] of shown.entries()) {
        const [left, top] = [4 + column * (tile.width + 4), 4 + row * (tile.height + 4)]
        const clean = data.cleanLabels[index]
        expect(at(png, left + 4 + scale, top + 4 + scale)).toEqual([clean, clean, clean])
        expect(at(png, left + 1, top + tile.height - 2)).toEqual(
          wronglyFor === undefined ? [255, 254, 252] : [224, 79, 10],
        )
        wrong += wronglyFor === undefined ? 0 : 1
      }
    }
    expect(wrong).toBeGreaterThan(0)
  })

  it('stretches numbers that are no bytes over the range that they have', () => {
    const data = {
      ...images(2, 2, 1),
      inputs: Float32Array.from({ length: 12 }, (_, at) => (at < 6 ? -1 : 3)),
    }
    const { draw } = orThrow(drawing(data))
    expect([draw(0).data[0], draw(1).data[0]]).toEqual([0, 255])
    expect(decode(imagePng(draw(1)))).toMatchObject({ width: 3, height: 2, channels: 3 })
  })

  it('what is no image is an error', () => {
    const plane: Dataset = { ...images(1, 1, 1), inputShape: [6] }
    expect(drawing(plane)).toMatchObject({
      left: { code: 'usage', message: 'stripes <b> has no images to show: its examples have the shape [6]' },
    })
  })
})

describe('inspectionPage', () => {
  const page = (data: Dataset) => {
    const shown = {
      data,
      found: inspect(data),
      test: inspect(images(8, data.classes)),
      noise: isNoisy(data) ? 'symmetric:rate=0.4' : 'none',
    }
    return inspectionPage(shown, { rows: contactSheet(data, 3), drawing: orThrow(drawing(data)) })
  }

  it.each([3, 40])('of %i classes is well-formed, whatever they are called', classes => {
    for (const data of [images(400, classes), noisy(images(400, classes), 0.4)]) {
      const text = page(data)
      expect(faults(text)).toEqual([])
      expect(text).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
      expect(text.includes('class="wrong"')).toBe(isNoisy(data))
      expect(text.includes('What became of the labels')).toBe(isNoisy(data))
    }
  })

  it('holds every share of the matrix as a figure, or for many classes what was kept', () => {
    const few = noisy(images(400, 3), 0.4)
    for (const share of few.realisedMatrix.flat())
      expect(page(few)).toContain(`<td>${(100 * share).toFixed(1)}</td>`)
    const many = noisy(images(400, 40), 0.4)
    expect(page(many)).toContain('most often wrong as')
  })
})

describe('heatMap', () => {
  it('draws a cell for each share above zero, deeper for more', () => {
    const matrix = [
      [0.75, 0.25, 0],
      [0, 1, 0],
      [0.04, 0, 0.96],
    ]
    const { html } = heatMap(
      { matrix, names: ['a', 'b', 'c'], alternative: 'shares' },
      { width: 350, longestName: 9, className: 'narrow' },
    )
    const cells = [...html.matchAll(/<rect [^>]*fill-opacity="([\d.]+)"/g)].map(([, opacity]) =>
      Number(opacity),
    )
    expect(cells.sort()).toEqual([0.75, 1, 0.96, 0.25, 0.04].map(Math.sqrt).sort())
    expect(html).toMatch(/aria-label="shares"/)
    const file = svgFile({ html })
    expect(file).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><style>/)
    expect(file.match(/xmlns="/g)?.length).toBe(1)
  })
})
