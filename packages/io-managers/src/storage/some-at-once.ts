/** The same act on many things, some of them at a time. */

/** Rejects with the first failure, once what had begun has ended; then nothing else begins. */
export async function someAtOnce<T>(all: readonly T[], atOnce: number, act: (one: T) => Promise<void>): Promise<void> {
  let next = 0
  let failure: { readonly error: unknown } | undefined
  const work = async (): Promise<void> => {
    while (next < all.length && !failure) {
      const one = all[next++]!
      try {
        await act(one)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, work))
  if (failure) throw failure.error
}
