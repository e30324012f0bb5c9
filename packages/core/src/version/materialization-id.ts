/** The name of one materialization: what was made, from what, by which run. */
import { hashParts } from '../foundation/hash.ts'
import type { Materialization } from '../ledger/records.ts'

export function materializationId(
  of: Pick<Materialization, 'asset' | 'partition' | 'version' | 'run'> & { readonly content: string },
): string {
  return hashParts('materialization', [of.asset, of.partition, of.version, of.content, of.run]).slice(0, 20)
}
