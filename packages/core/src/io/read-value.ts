/** A stored value as its readers are given it: verified bytes, decoded as they were recorded, into a copy of their own. */
import { canonicalJson } from '../foundation/canonical.ts'
import { VarveError } from '../foundation/errors.ts'
import { rowsOf } from '../table/rows.ts'
import type { Table } from '../table/table.ts'
import { whyNotWhole } from '../table/why-not-whole.ts'
import type { Artifact } from './artifact.ts'
import type { ArtifactStore } from './artifact-store.ts'
import { isBuiltIn } from './built-in.ts'
import { type Decoder, decoderOf, type StoredForm } from './decoder.ts'
import type { Content, Format } from './format.ts'

export interface StoredValue {
  readonly artifact: Artifact
  readonly stored: StoredForm | null
}

/**
 * @param name of the partition, for the error.
 * @param decoders those of the project, the asset's own first.
 * @throws OBJECT_MISSING OBJECT_CORRUPT FORMAT_CANNOT_HOLD where the project has no more the format in which it is stored
 */
export async function readValue(store: ArtifactStore, decoders: readonly Decoder[], value: StoredValue, name: string): Promise<unknown> {
  const { artifact, stored } = value
  const decoder = stored && decoderOf(stored, decoders)
  if (!decoder) throw cannotDecode(value, decoders, name)
  const { format } = decoder
  return contentValue(
    await format.decode(await store.objects.read(artifact.members[0]), stored.schema ?? undefined),
    format.name,
    stored.absent,
  )
}

/**
 * What bytes hold, as user code reads it.
 *
 * @param format its name, for the error.
 * @param absent storage knows one kind of empty; the contract that was recorded says for which columns it is an absent key.
 */
export function contentValue(content: Content, format: string, absent: readonly string[] = []): unknown {
  switch (content?.kind) {
    case 'table':
      return rowsOf(requireWhole(content.table, format), absent)
    case 'value':
      if (absent.length > 0) dropEmpty(content.value as Record<string, unknown>[], absent)
      return content.value
    default:
      throw new VarveError('BAD_CONFIG', {
        what: `decode of the format ${format} returned neither a table nor a value`,
        fix: "return { kind: 'value', value }",
        details: { format },
      })
  }
}

function requireWhole(table: Table, format: string): Table {
  const why = whyNotWhole(table)
  if (why === undefined) return table
  throw new VarveError('BAD_CONFIG', {
    what: `decode of the format ${format} returned a table whose parts do not agree`,
    why,
    fix: 'correct decode; tableOf(rows, format, columns) builds a table from rows',
    details: { format },
  })
}

function dropEmpty(rows: readonly Record<string, unknown>[], columns: readonly string[]): void {
  for (const row of rows) for (const column of columns) if (row[column] === null) delete row[column]
}

function cannotDecode({ artifact, stored }: StoredValue, decoders: readonly Decoder[], name: string): VarveError {
  const { sha256 } = artifact.members[0]
  const fix = 'materialize it again; to do so with a selection, put + before the name of its reader'
  if (!stored) {
    return new VarveError('FORMAT_CANNOT_HOLD', {
      what: `it is not known how the bytes of ${name} become values`,
      why: 'an older Varve made it, and did not record this',
      fix,
      details: { sha256 },
    })
  }
  return new VarveError('FORMAT_CANNOT_HOLD', {
    what: `${name} is stored as ${stored.format}${differenceOf(stored, decoders[0]?.format)}`,
    why: 'the format was changed after it was made, nothing in the project reads the earlier one, and it has not been made again',
    fix,
    details: { sha256, format: stored.format },
  })
}

/** Continues a sentence that ends with the name of the format. @param now that of the asset. */
function differenceOf({ format, builtIn, settings }: StoredForm, now: Format | undefined): string {
  if (format !== now?.name) return `, and its asset is now stored as ${now?.name}`
  if (builtIn === undefined || builtIn === isBuiltIn(now)) {
    return canonicalJson(settings) === canonicalJson(now.settings) ? ', whose code was another one then' : ' with other settings'
  }
  return builtIn
    ? " by Varve's own format, and its asset now has another one of this name"
    : ", and its asset now has Varve's own format of this name"
}
