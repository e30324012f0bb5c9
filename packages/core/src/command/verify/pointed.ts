/** What pointers name, page by page, each as it is when its page is asked for. */
import type { Ledger } from '../../ledger/ledger.ts'
import type { Materialization } from '../../ledger/records.ts'
import type { PointerName, PointerPage, PointerRecord } from '../../ledger/snapshot.ts'
import { withSnapshot } from '../../ledger/with-snapshot.ts'

/** What a pointer names, with the environment of the pointer. */
export interface Pointed {
  readonly environment: string
  readonly materialization: Materialization
}

const pointersAtOnce = 1000

/** @param environment null for all. */
export async function* pointedPages(ledger: Ledger, environment: string | null): AsyncGenerator<readonly Pointed[]> {
  let after: PointerName | null = null
  for (;;) {
    const page: PointerPage = { environment, after, limit: pointersAtOnce }
    const pointers: readonly PointerRecord[] = await withSnapshot(ledger, snapshot => snapshot.pointers(page))
    const materializations = await ledger.bySequence(pointers.map(({ materialization }) => materialization))
    if (pointers.length > 0) yield pointers.map(({ environment }, index) => ({ environment, materialization: materializations[index]! }))
    if (pointers.length < pointersAtOnce) return
    const { environment: of, asset, partition } = pointers.at(-1)!
    after = { environment: of, asset, partition }
  }
}
