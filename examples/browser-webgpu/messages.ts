/** What the worker tells the page. */
export type Message =
  | { readonly type: 'backend'; readonly text: string }
  | { readonly type: 'epoch'; readonly epoch: number; readonly loss: number; readonly accuracy: number }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly text: string }

export const epochs = 30
