/** Values through a format, as a run writes and reads them: what `run` returned becomes bytes, and bytes what `run` is given. */
import { contentValue, type Encoded, type Format, type TableSchema } from '@varve/core'
import { encodeReturned } from '../../packages/core/src/io/encode-returned.ts'
import { collectRows } from '../../packages/core/src/run/executor/collect-rows.ts'

/** @param schema the columns of a contract. */
export async function encodeWith(format: Format, value: unknown, schema?: TableSchema): Promise<Encoded> {
  const returned = await collectRows(value, schema && { schema, absent: [] }, new AbortController().signal)
  return encodeReturned(format, returned, schema !== undefined)
}

export async function decodeWith(format: Format, bytes: Uint8Array, schema?: TableSchema): Promise<unknown> {
  return contentValue(await format.decode(bytes, schema), format.name)
}
