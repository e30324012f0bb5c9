/** What Varve adds per small partition, beside a plain loop that encodes, writes and flushes the same rows by the same codec. */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tableOf } from '@varve/core'
import { asset, catalog, dataContract, defineConfig, file, ioManager, materialize, parquet, segments } from 'varve'
import { z } from 'zod'

const partitions = Number(process.argv[2] ?? 2_000)
const concurrencies = [1, 8]

const keys = Array.from({ length: partitions }, (_, index) => `k${index}`)
const contract = dataContract({ row: z.object({ id: z.int(), name: z.string(), amount: z.number() }) })
const rowsOf = (key: string) => Array.from({ length: 100 }, (_, id) => ({ id, name: `${key}-${id}`, amount: id / 7 }))
const orders = asset({ partitions: segments(keys), contract, run: (_, { partition }) => rowsOf(partition) })

for (const concurrency of concurrencies) {
  const folder = await mkdtemp(join(tmpdir(), 'varve-bench-'))
  const plain = await timed(() => plainLoop(folder))
  const config = defineConfig({
    entry: pathToFileURL(join(folder, 'varve.config.ts')).href,
    catalog: catalog({ orders }),
    io: ioManager({ storage: file('./data'), format: parquet() }),
  })
  const varve = await timed(() => materialize(config, { concurrency }))
  await rm(folder, { recursive: true })
  const perPartition = (milliseconds: number) => (milliseconds / partitions).toFixed(3)
  console.log(
    `${partitions} partitions, concurrency ${concurrency}: varve ${perPartition(varve)} ms each, plain loop ${perPartition(plain)} ms each, ` +
      `own overhead ${perPartition(varve - plain)} ms, ratio ${(varve / plain).toFixed(2)}`,
  )
}

async function plainLoop(folder: string): Promise<void> {
  const format = parquet()
  for (const key of keys) {
    const bytes = await format.encode(tableOf(rowsOf(key), 'parquet', contract.schema))
    const handle = await open(join(folder, `${key}.parquet`), 'w')
    await handle.writeFile(bytes)
    await handle.datasync()
    await handle.close()
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
