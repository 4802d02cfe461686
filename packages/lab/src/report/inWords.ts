/** A field's name as people write it: `learningRate` is `learning rate`. */
export const inWords = (field: string): string =>
  field.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
