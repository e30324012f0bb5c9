/** Many things asked about in a few questions: one answer is held whole, and crosses threads as one message. */

/** @param ask its answers are joined, in the order of the items. */
export async function inBatches<T, R>(
  items: readonly T[],
  ask: (batch: readonly T[]) => Promise<readonly R[]>,
  size = 5000,
): Promise<readonly R[]> {
  if (items.length <= size) return items.length === 0 ? [] : ask(items)
  const answers: R[] = []
  for (let start = 0; start < items.length; start += size) {
    for (const answer of await ask(items.slice(start, start + size))) answers.push(answer)
  }
  return answers
}
