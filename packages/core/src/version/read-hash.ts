/** The read hash: everything but the bytes that decides which value a reader is given. */
import type { External } from '../asset/external.ts'
import type { AnyContract } from '../contract/data-contract.ts'
import { canonicalJson } from '../foundation/canonical.ts'
import { hashParts } from '../foundation/hash.ts'
import { type Decoder, decoderOf, type StoredForm } from '../io/decoder.ts'

/**
 * Of what is stored: its recorded form, the revision that its decoder has today, and the code of a format of the user's own. A format that
 * the project has no more, or has with other code, counts by its recorded revision and code: what was made from it stays fresh, and reading it again fails by name.
 */
function readHash(stored: StoredForm | null, decoders: readonly Decoder[]): string {
  if (stored === null) return 'unknown'
  const { format, settings, schema, absent } = stored
  const decoder = decoderOf(stored, decoders)
  const revision = decoder?.format.revision ?? stored.revision
  return hashParts('read', [
    format,
    String(revision),
    canonicalJson(settings),
    columnsText(schema && { schema, absent }),
    codeText(decoder ? decoder.code : stored.code),
  ])
}

/** Of an external: the columns of its contract, the format of a file, and the code of its `observe` and `open`. */
export function externalReadHash({ contract, format }: Pick<External, 'contract' | 'format'>, code: string | null): string {
  const decoder = format ? [format.name, String(format.revision), canonicalJson(format.settings)] : []
  return hashParts('read-external', [columnsText(contract ?? null), codeText(code), ...decoder])
}

/** The same answers as {@link readHash}, each computed once: thousands of partitions are stored in one form. */
export function readHashes(decoders: readonly Decoder[]): (stored: StoredForm | null) => string {
  const known = new Map<string, string>()
  return stored => {
    const key = JSON.stringify(stored)
    const hash = known.get(key) ?? readHash(stored, decoders)
    known.set(key, hash)
    return hash
  }
}

function columnsText(contract: Pick<AnyContract, 'schema' | 'absent'> | null): string {
  if (contract === null) return 'no contract'
  const columns = contract.schema.map(({ name, type, nullable }) => ({ name, type, nullable }))
  return canonicalJson({ columns, absent: [...contract.absent] })
}

function codeText(code: string | null | undefined): string {
  return code === null || code === undefined ? 'no code' : `code ${code}`
}
