const voidElements = new Set(['meta', 'link', 'br', 'wbr', 'col', 'hr', 'img', 'input'])

const tag = /<!--[\s\S]*?-->|<!doctype html>|<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/g

/** What breaks the nesting of a page's elements: stray angle brackets, elements that are not closed or not open. */
export function faults(page: string): readonly string[] {
  const open: string[] = []
  const found: string[] = []
  const text = page.replace(/(<(script|style)[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3')
  const rest = text.replace(tag, (_, closing: string, name: string | undefined, __, selfClosing: string) => {
    if (name === undefined || voidElements.has(name) || selfClosing === '/') return ''
    if (closing === '') open.push(name)
    else if (open.pop() !== name) found.push(`</${name}> closes nothing`)
    return ''
  })
  for (const [stray] of rest.matchAll(/.{0,30}[<>].{0,30}/g)) found.push(`stray bracket: ${stray}`)
  return [...found, ...open.map(name => `<${name}> is not closed`)]
}
