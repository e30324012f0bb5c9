/** A whole run of many small partitions, and the next one, which has nothing to do. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchOptions } from './support/bench-options.ts'
import { inBenchProject } from './support/bench-project.ts'
import { expectAnswer } from './support/expect-answer.ts'
import { type Figure, type Figures, sizeText } from './support/figures.ts'
import { inChild } from './support/in-child.ts'

/** Of partitions. */
export const sizes = { usual: [1e2, 1e3], full: [1e2, 1e3, 1e4] }

export async function runBench({ sizes }: BenchOptions): Promise<Figures> {
  const figures: Figure[] = []
  for (const partitions of sizes) figures.push(...(await ofSize(partitions)))
  return { title: 'So many small partitions of one asset: Parquet of 100 rows each', figures }
}

const concurrencies = [1, 8]

function configOf(partitions: number, concurrency: number): string {
  return `import { asset, catalog, dataContract, defineConfig, file, ioManager, parquet, segments } from 'varve'
import { z } from 'zod'

const orders = asset({
  partitions: segments(Array.from({ length: ${partitions} }, (_, index) => 'k' + index)),
  contract: dataContract({ row: z.object({ id: z.int(), name: z.string(), amount: z.number() }) }),
  run: (_, { partition }) => Array.from({ length: 100 }, (_, id) => ({ id, name: partition + '-' + id, amount: id / 7 })),
})

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ orders }),
  io: ioManager({ storage: file('./data'), format: parquet() }),
  concurrency: ${concurrency},
})
`
}

async function ofSize(partitions: number): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const concurrency of concurrencies) {
    figures.push(
      ...(await inBenchProject({ 'varve.config.ts': configOf(partitions, concurrency) }, ({ folder }) =>
        measure(folder, partitions, concurrency),
      )),
    )
  }
  return figures
}

async function measure(folder: string, partitions: number, concurrency: number): Promise<readonly Figure[]> {
  return inBenchProject({ 'varve.config.ts': configOf(8, concurrency) }, async ({ folder: smallFolder }) => {
    const at = Date.UTC(2001, 0, 1)
    const on = { folder, at, small: { folder: smallFolder, at } }
    const plainFolder = join(folder, 'plain')
    mkdirSync(plainFolder)
    const plain = await inChild('plain-loop', 'plainLoop', { folder: plainFolder, count: partitions })
    expectAnswer('files of the plain loop', plain.answer, partitions)
    const first = await inChild('commands', 'materializeOf', on)
    expectAnswer('steps of the first run', first.answer, { done: partitions, reused: 0, skipped: 0, failed: 0, blocked: 0 })
    const again = await inChild('commands', 'materializeOf', on)
    expectAnswer('steps of the second run', again.answer, { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 })
    const figure = (name: string, value: number, baseline: number): Figure => ({
      name: `${name}, concurrency ${concurrency}`,
      size: sizeText(partitions),
      value,
      unit: 'ms',
      baseline: { name: 'encode, write and flush in a loop', value: baseline },
    })
    return [
      figure('run', first.ms, plain.ms),
      figure('own overhead each', Math.max(0, first.ms - plain.ms) / partitions, plain.ms / partitions),
      figure('next run, nothing to do', again.ms, plain.ms),
    ]
  })
}
