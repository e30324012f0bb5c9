/** Which bytes nobody needs any more: equal data is stored once, whatever was made of it. */
import type { Member } from '../io/artifact.ts'
import { inBatches } from '../ledger/in-batches.ts'
import type { LedgerSnapshot } from '../ledger/snapshot.ts'

/** Those of the members that nothing holds which was not erased. */
export async function notHeld(members: readonly Member[], snapshot: LedgerSnapshot): Promise<readonly Member[]> {
  const hashes = [...new Set(members.map(({ sha256 }) => sha256))]
  const held = new Set((await inBatches(hashes, batch => snapshot.holdersOf(batch))).map(({ sha256 }) => sha256))
  return members.filter(({ sha256 }) => !held.has(sha256))
}
