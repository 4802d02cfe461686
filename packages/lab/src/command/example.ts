/** The end of a command's help. */
export const example = (command: string): string => `\nExample:\n  ${command}`
