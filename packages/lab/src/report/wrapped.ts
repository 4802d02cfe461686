import { displayWidth } from './displayWidth.ts'

/** The text in lines of at most so many columns, each after the indent; a longer word has a line of its own. */
export function wrapped(text: string, most: number, indent = ''): string {
  const lines: string[] = []
  let line = ''
  // Spaces that do not break are left in their words.
  for (const word of text.split(/[ \t\n\r]+/).filter(part => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && displayWidth(indent + longer) > most) {
      lines.push(indent + line)
      line = word
    } else line = longer
  }
  return [...lines, indent + line].join('\n')
}
