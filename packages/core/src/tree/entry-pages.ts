/** What the tree shows of an asset, page by page: an asset may have a million entries. */
import type { EntryPage, TreeEntry, TreeLedger } from '../ledger/tree-ledger.ts'

const entriesAtOnce = 5000

/** By number: what is queued meanwhile comes again. */
export async function* entryPages(
  tree: TreeLedger,
  { environment, asset, after = 0 }: Pick<EntryPage, 'environment' | 'asset'> & { readonly after?: number },
): AsyncGenerator<readonly TreeEntry[]> {
  for (let last = after; ; ) {
    const page = await tree.entries({ environment, asset, after: last, limit: entriesAtOnce })
    if (page.length > 0) yield page
    if (page.length < entriesAtOnce) return
    last = page.at(-1)!.number
  }
}
