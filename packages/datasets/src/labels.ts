/** What is wrong with the labels, or nothing: each must be in [0, classes). */
export function checkLabels(labels: Int32Array, classes: number): string | undefined {
  if (!Number.isInteger(classes) || classes < 1) return `the number of classes is ${classes}`
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index] as number
    if (label < 0 || label >= classes) {
      return `label ${label} of example ${index} is not in [0, ${classes})`
    }
  }
  return undefined
}

/** How often each class occurs; a label that is none of them is not counted. */
export function countLabels(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const label of labels) if (label >= 0 && label < classes) counts[label] = (counts[label] as number) + 1
  return counts
}
