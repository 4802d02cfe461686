/** A loader that loads once; what failed to load is tried again. */
export function once<A>(load: () => Promise<A>): () => Promise<A> {
  let loading: Promise<A> | undefined
  return () => {
    loading ??= load().catch(error => {
      loading = undefined
      throw error
    })
    return loading
  }
}
