/** A file that someone else writes: its version is the hash of its bytes, and it is read in exactly that version. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  contentValue,
  type DataContract,
  type External,
  external,
  type Format,
  isBuiltIn,
  isVarveError,
  requireFormat,
  sha256,
  VarveError,
} from '@varve/core'
import { csv } from './format/csv.ts'
import { json } from './format/json.ts'
import { parquet } from './format/parquet.ts'

export interface ExternalFileOptions<T> {
  /** How its bytes are read: a name, or a format of your own. */
  readonly format: 'json' | 'csv' | 'parquet' | Format
  /** What its rows must meet before any asset reads them; it decides the type of the value. */
  readonly contract?: DataContract<T>
}

const formats = { json, csv, parquet }

/**
 * Declares a file made elsewhere. It is looked at once for each run; nothing here ever writes it.
 *
 * @param path relative to the folder of the config file.
 * @throws BAD_ASSET for an unknown or wrong format. Reading it raises EXTERNAL_ABSENT, EXTERNAL_CHANGED or EXTERNAL_UNREADABLE.
 * @example
 * const rawFlights = externalFile('./data/flights-20k.json', { format: 'json', contract: RawFlights })
 */
export function externalFile<T = unknown>(path: string, { format, contract }: ExternalFileOptions<T>): External<T> {
  const reader = typeof format === 'string' ? formatNamed(format, path) : format
  requireFormat(reader, 'externalFile()', 'BAD_ASSET')
  const definition = {
    description: path,
    contract,
    format: reader,
    observe: async (base: string) => {
      const bytes = await bytesOf(resolve(base, path))
      return bytes && { version: sha256(bytes), bytes: bytes.length }
    },
    open: async (base: string, version: string) => {
      const bytes = await bytesOf(resolve(base, path))
      if (!bytes)
        throw new VarveError('EXTERNAL_ABSENT', { what: `the file ${path} is not there any more`, fix: 'put it back, and run again' })
      if (sha256(bytes) !== version) throw changed(path)
      return { value: () => decode(reader, bytes, contract, path) }
    },
  }
  return external<T>(definition, isBuiltIn(reader) ? [] : ['format'])
}

async function decode(
  format: Format,
  bytes: Uint8Array,
  contract: DataContract<never> | DataContract<unknown> | undefined,
  path: string,
): Promise<unknown> {
  try {
    return contentValue(await format.decode(bytes, contract?.schema), format.name)
  } catch (cause) {
    throw new VarveError('EXTERNAL_UNREADABLE', {
      what: `the file ${path} cannot be read as ${format.name}`,
      why: isVarveError(cause) ? placeAndReason(cause) : cause instanceof Error ? cause.message : undefined,
      fix: 'fix the file, or name the format it has',
      cause,
    })
  }
}

/** Without its `what`, which only says that something does not fit the format. */
function placeAndReason({ what, where, why }: VarveError): string {
  return [where, why].filter(part => part !== undefined).join(': ') || what
}

async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    const why = cause instanceof Error ? cause.message : undefined
    throw new VarveError('EXTERNAL_UNREADABLE', { what: `the file ${path} cannot be read`, why, fix: 'let this user read it', cause })
  }
}

function formatNamed(name: string, path: string): Format {
  if (Object.hasOwn(formats, name)) return formats[name as keyof typeof formats]()
  throw new VarveError('BAD_ASSET', {
    what: `externalFile('${path}') names the format '${name}'`,
    fix: `the formats are ${Object.keys(formats).join(', ')}`,
  })
}

function changed(path: string): VarveError {
  return new VarveError('EXTERNAL_CHANGED', {
    what: `the file ${path} changed while the run was reading it`,
    why: 'a run reads an external in the one version it observed at its start',
    fix: 'run again once nobody writes it any more: what is published stays',
  })
}
