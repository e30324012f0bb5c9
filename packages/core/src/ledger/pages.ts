/** Materializations page by page: a million of them are never in memory at once. */
import type { Materialization, Sequence } from './records.ts'
import type { MaterializationPage } from './snapshot.ts'

/** Newest first. @param ask one snapshot, or a new one for each page. */
export async function* materializationPages(
  ask: (page: MaterializationPage) => Promise<readonly Materialization[]>,
  which: MaterializationPage['which'],
  limit = 1000,
): AsyncGenerator<readonly Materialization[]> {
  let before: Sequence | null = null
  for (;;) {
    const page: readonly Materialization[] = await ask({ which, before, limit })
    if (page.length > 0) yield page
    if (page.length < limit) return
    before = page.at(-1)!.sequence
  }
}
