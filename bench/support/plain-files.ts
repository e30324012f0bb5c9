/** What Varve is compared with as it makes small partitions: the same rows by the same codec, each file written and flushed, one after the other. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { tableOf } from '@varve/core'
import { dataContract, parquet } from 'varve'
import { z } from 'zod'

export const smallContract = dataContract({ row: z.object({ id: z.int(), name: z.string(), amount: z.number() }) })

export function smallRows(key: string): readonly { readonly id: number; readonly name: string; readonly amount: number }[] {
  return Array.from({ length: 100 }, (_, id) => ({ id, name: `${key}-${id}`, amount: id / 7 }))
}

export async function plainFiles(folder: string, keys: Iterable<string>): Promise<void> {
  for (const key of keys) await writeFlushed(join(folder, `${key}.parquet`), await encoded(key))
}

export async function encoded(key: string): Promise<Uint8Array> {
  return format.encode(tableOf(smallRows(key), 'parquet', smallContract.schema))
}

const format = parquet()

export async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx')
  await handle.writeFile(bytes)
  await handle.datasync()
  await handle.close()
}
