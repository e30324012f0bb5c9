/** The identity of the gate of an external: a version that was judged under another one is judged again. */
import type { External } from '../asset/external.ts'
import { hashParts } from '../foundation/hash.ts'
import type { ExternalCode } from '../source/code-version.ts'
import { contractHash } from './contract-hash.ts'
import { externalReadHash } from './read-hash.ts'

/** Its contract, and what decides which values its bytes become: edited, they are other values. Null without a contract. */
export function externalGate(external: Pick<External, 'contract' | 'format'>, code: ExternalCode | undefined): string | null {
  const contract = contractHash(external.contract, code?.contractCode ?? null)
  return contract === null ? null : hashParts('external-gate', [contract, externalReadHash(external, code?.code ?? null)])
}
