import { shellWord } from './shellWord.ts'

/** What to type to go on with a run. */
export const resumeCommand = (path: string): string => `planish train --resume ${shellWord(path)}`
