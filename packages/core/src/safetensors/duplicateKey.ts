/** The place of the quote that ends the string beginning at `start`. */
function closingQuote(json: string, start: number): number {
  let place = start + 1
  while (json[place] !== '"') place += json[place] === '\\' ? 2 : 1
  return place
}

/**
 * A key that stands twice in one object of a JSON text, of which `JSON.parse` would silently keep the last.
 * The text must be valid JSON: then a string followed by a colon is a key, and braces outside of strings bound
 * objects.
 */
export function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = []
  for (let place = 0; place < json.length; place++) {
    const character = json[place]
    if (character === '{') open.push(new Set())
    else if (character === '}') open.pop()
    else if (character === '"') {
      const start = place
      place = closingQuote(json, start)
      let next = place + 1
      while (' \t\n\r'.includes(json[next] ?? '.')) next++
      if (json[next] !== ':') continue
      const key = JSON.parse(json.slice(start, place + 1)) as string
      const keys = open.at(-1)
      if (keys?.has(key)) return key
      keys?.add(key)
    }
  }
  return undefined
}
