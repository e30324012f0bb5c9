/** How bytes become values: what is recorded with a materialization, and which format of the project reads it today. */

import { canonicalJson } from '../foundation/canonical.ts'
import type { JsonObject } from '../foundation/json.ts'
import type { TableSchema } from '../table/table-schema.ts'
import { isBuiltIn } from './built-in.ts'
import type { Format } from './format.ts'

/** Recorded when it is published: its bytes are always decoded by this, never by the contract of today. */
export interface StoredForm {
  /** Name of the format that wrote it. */
  readonly format: string
  /** Of the format's decoder at that time. */
  readonly revision: number
  readonly settings: JsonObject
  /** The columns of the contract; null without one. */
  readonly schema: TableSchema | null
  /** Columns whose empty value is an absent key rather than null. */
  readonly absent: readonly string[]
  /** Whether Varve's own format wrote it: one of the project may have the same name. Absent where an older Varve wrote it. */
  readonly builtIn?: boolean
  /** Hash of the code of a format of the user's own at that time; null where Varve's own wrote it, whose `revision` says what its code is. */
  readonly code: string | null
}

/** A format of the project, as it reads today. */
export interface Decoder {
  readonly format: Format
  /** Hash of the code of a format or storage of the user's own; null where both are Varve's. */
  readonly code: string | null
}

/**
 * Only what wrote it reads it: a format of the project's is another one than Varve's own of that name, and the other way about.
 * Varve's own formats read what they wrote under any settings; a format of the user's own reads what it wrote with the code and the settings it has: nobody
 * can know what other code makes of these bytes.
 *
 * @param decoders those that may be asked, the asset's own first.
 * @returns undefined where the project has this format no more.
 */
export function decoderOf({ format: name, settings, builtIn, code }: StoredForm, decoders: readonly Decoder[]): Decoder | undefined {
  const text = canonicalJson(settings)
  return decoders.find(({ format, code: present }) => {
    if (format.name !== name || (builtIn !== undefined && builtIn !== isBuiltIn(format))) return false
    return isBuiltIn(format) || (present === code && canonicalJson(format.settings) === text)
  })
}
