/** The text as one word of a POSIX shell, for commands that are to be copied. */
const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** What to type to go on with a run. */
export const resumeCommand = (path: string): string => `planish train --resume ${shellWord(path)}`
