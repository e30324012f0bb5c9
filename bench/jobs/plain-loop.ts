/** What a run is compared with: the same rows by the same codec, each file written and flushed, one after the other. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { tableOf } from '@varve/core'
import { dataContract, parquet } from 'varve'
import { z } from 'zod'

export interface Loop {
  readonly folder: string
  readonly count: number
}

const contract = dataContract({ row: z.object({ id: z.int(), name: z.string(), amount: z.number() }) })

export async function plainLoop({ folder, count }: Loop): Promise<() => Promise<number>> {
  const format = parquet()
  const write = async (name: string): Promise<void> => {
    const rows = Array.from({ length: 100 }, (_, id) => ({ id, name: `${name}-${id}`, amount: id / 7 }))
    const bytes = await format.encode(tableOf(rows, 'parquet', contract.schema))
    const handle = await open(join(folder, `${name}.parquet`), 'w')
    await handle.writeFile(bytes)
    await handle.datasync()
    await handle.close()
  }
  // As many as the small project has that a run is measured after.
  for (let index = 0; index < 8; index += 1) await write(`before-${index}`)
  return async () => {
    for (let index = 0; index < count; index += 1) await write(`k${index}`)
    return count
  }
}
