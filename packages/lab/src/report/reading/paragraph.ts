/** What a paragraph of the reading is about. */
export type Topic =
  | 'peak'
  | 'fall'
  | 'memorised'
  | 'ordering'
  | 'upWeighting'
  | 'selection'
  | 'equalCost'
  | 'thresholds'
  | 'caveats'

/** A part of the plain-language reading of a run. */
export interface Paragraph {
  readonly topic: Topic
  readonly heading: string
  readonly sentences: readonly string[]
}
