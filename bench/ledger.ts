/** The ledger of one asset as it grows: what it costs to publish, how large it is, and what its status takes from one state to the next. */
import { join } from 'node:path'
import type { BenchOptions } from './support/bench-options.ts'
import { type BenchProject, inBenchProject } from './support/bench-project.ts'
import { expectAnswer } from './support/expect-answer.ts'
import { type Figure, type Figures, sizeText } from './support/figures.ts'
import { inChild, peakWithoutAct } from './support/in-child.ts'

export const sizes = { usual: [1e3, 1e4, 1e5], full: [1e3, 1e4, 1e5, 1e6] }

export async function ledgerBench({ sizes }: BenchOptions): Promise<Figures> {
  const figures: Figure[] = []
  for (const size of sizes) figures.push(...(await ofSize(size)))
  return { title: 'One asset of so many partitions, which reads one asset and one external: groups of 64, then its status', figures }
}

const start = Date.UTC(1990, 0, 1)
const quarterHour = 900_000

const config = `import { asset, catalog, dataContract, defineConfig, external, file, ioManager, minutes, parquet } from 'varve'
import { z } from 'zod'

const drift = external<number>({
  description: 'what the sensors drift by',
  observe: async () => ({ version: 'none', bytes: 1 }),
  open: async () => ({ value: async () => 1 }),
})
const Reading = dataContract({ row: z.object({ sensor: z.string(), value: z.number(), at: z.date() }) })
const sensors = asset({ run: () => [{ sensor: 'a' }] })
const readings = asset({
  partitions: minutes({ every: 15, start: '1990-01-01' }),
  contract: Reading,
  inputs: { sensors, drift },
  run: ({ sensors, drift }) => sensors.map(({ sensor }) => ({ sensor, value: drift * 2, at: new Date(0) })),
})

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ drift, sensors, readings }),
  io: ioManager({ storage: file('./data'), format: parquet(), tree: 'none' }),
})
`

async function ofSize(count: number): Promise<readonly Figure[]> {
  return inBenchProject({ 'varve.config.ts': config }, project =>
    inBenchProject({ 'varve.config.ts': config }, async small => {
      const smallOn = { folder: small.folder, at: start + 8 * quarterHour }
      await inChild('fill', 'everything', smallOn)
      return measure(project, count, { folder: project.folder, at: start + count * quarterHour, small: smallOn })
    }),
  )
}

type On = Parameters<typeof import('./jobs/commands.ts').statusOf>[0]

async function measure(project: BenchProject, count: number, on: On): Promise<readonly Figure[]> {
  const figure = (name: string, value: number, unit: Figure['unit'], baseline?: Figure['baseline']): Figure => {
    return { name, size: sizeText(count), value, unit, ...(baseline && { baseline }) }
  }
  const { folder, at } = on
  const path = join(folder, 'rows.db')
  const { answer: filled } = await inChild('fill', 'everything', { folder, at })
  expectAnswer('materializations', filled.materializations, count + 1)
  const rows = await inChild('baselines', 'fillRows', { path, count })
  const bytes = (await inChild('baselines', 'sizeOf', { path: join(folder, '.varve/ledger.db') })).answer
  const rowBytes = (await inChild('baselines', 'sizeOf', { path })).answer
  const counted = await inChild('baselines', 'countRows', { path })
  expectAnswer('rows', counted.answer, count)
  const rowPeak = counted.peakBytes - (await peakWithoutAct('baselines', 'countRows', { path }))
  const besides = {
    ms: { name: 'select over rows of partition and version', value: counted.ms },
    peak: { name: 'the same', value: rowPeak },
  }
  const empty = await peakWithoutAct('commands', 'statusOf', on)
  const status = async (state: string, [fresh, stale]: readonly [number, number]): Promise<readonly Figure[]> => {
    const { answer, ms, peakBytes } = await inChild('commands', 'statusOf', on)
    expectAnswer(`status ${state}`, answer.readings, { total: count, fresh, stale, missing: 0 })
    return [
      figure(`status, ${state}`, ms, 'ms', besides.ms),
      figure(`memory of status, ${state}`, Math.max(0, peakBytes - empty), 'bytes', besides.peak),
    ]
  }
  const moved = Math.min(1000, count / 2)
  const before = [...(await status('projection missing', [count, 0])), ...(await status('projection present', [count, 0]))]
  await inChild('fill', 'moves', { folder, at, asset: 'readings', count: moved, to: 'older code' })
  const afterMoves = await status('after up to 1,000 pointer moves', [count - moved, moved])
  project.edit('varve.config.ts', 'drift * 2', 'drift * 3')
  await inChild('fill', 'analyse', { folder })
  const afterEdit = await status('after a code edit', [0, count])
  const again = await status('after it, again', [0, count])
  return [
    figure('lease + publish + settle, each', filled.ledgerMs / filled.materializations, 'ms', {
      name: 'insert of a row of partition and version',
      value: rows.ms / count,
    }),
    figure('files of commit records, each partition', filled.recordsMs / filled.materializations, 'ms'),
    figure('ledger, each materialization', bytes / filled.materializations, 'bytes', { name: 'the same rows', value: rowBytes / count }),
    figure('ledger', bytes, 'bytes', { name: 'the same rows', value: rowBytes }),
    ...before,
    ...afterMoves,
    ...afterEdit,
    ...again,
  ]
}
