import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { fed } from '../../../../docs/.vitepress/fed/fed.ts'
import { root } from './dist.ts'

it.each(Object.entries(fed))('docs/%s says what benchmarks and runs wrote', async (page, feed) => {
  const file = `${root}docs/${page}`
  await expect(await feed(await readFile(file, 'utf8'))).toMatchFileSnapshot(file)
})
