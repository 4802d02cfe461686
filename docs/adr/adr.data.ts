import { createContentLoader } from 'vitepress'

export default createContentLoader('adr/0*.md', {
  includeSrc: true,
  transform: records =>
    records
      .map(({ url, src = '' }) => ({ url, title: /^# (.*)$/m.exec(src)?.[1] ?? url }))
      .toSorted((a, b) => a.url.localeCompare(b.url)),
})
