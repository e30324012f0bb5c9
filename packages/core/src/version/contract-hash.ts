/** The identity of a contract: its rules as values, and the code that they call. */
import type { AnyContract } from '../contract/data-contract.ts'
import { hashParts } from '../foundation/hash.ts'

/** A changed hash means that stored data is judged again. @param code of what its functions reach; null where it calls none. */
export function contractHash(contract: AnyContract | undefined, code: string | null): string | null {
  if (!contract) return null
  return code === null ? contract.hash : hashParts('contract-code', [contract.hash, code])
}
