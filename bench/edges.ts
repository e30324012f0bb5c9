/** Wide edges: whether readers of all partitions of an asset are fresh, exactly. */
import type { BenchOptions } from './support/bench-options.ts'
import { inBenchProject } from './support/bench-project.ts'
import { expectAnswer } from './support/expect-answer.ts'
import { type Figure, type Figures, sizeText } from './support/figures.ts'
import { inChild } from './support/in-child.ts'

/** Of upstream partitions. */
export const sizes = { usual: [1e3, 1e4, 1e5], full: [1e3, 1e4, 1e5] }

/** Of readers, and of what they read. */
const many = { usual: { readers: 100, parts: 1e4 }, full: { readers: 1000, parts: 1e4 } }

export async function edgesBench({ sizes, full }: BenchOptions): Promise<Figures> {
  const figures: Figure[] = []
  for (const parts of sizes) figures.push(...(await measure(parts, 1)))
  const { readers, parts } = full ? many.full : many.usual
  return {
    title: 'Readers of all partitions of an asset: whether they are fresh',
    figures: [...figures, ...(await measure(parts, readers))],
  }
}

const start = Date.UTC(1990, 0, 1)
const quarterHour = 900_000

function configOf(readers: number): string {
  return `import { all, asset, catalog, defineConfig, file, from, ioManager, minutes, parquet, segments } from 'varve'

const parts = asset({ partitions: minutes({ every: 15, start: '1990-01-01' }), run: () => [{ id: 1 }] })
const readers = asset({
  partitions: segments(Array.from({ length: ${readers} }, (_, index) => 'reader' + index)),
  inputs: { parts: from(parts, { partitions: all }) },
  run: ({ parts }, { partition }) => [{ reader: partition, parts: [...parts].length }],
})

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ parts, readers }),
  io: ioManager({ storage: file('./data'), format: parquet(), tree: 'none' }),
})
`
}

async function measure(parts: number, readers: number): Promise<readonly Figure[]> {
  const files = { 'varve.config.ts': configOf(readers) }
  return inBenchProject(files, project =>
    inBenchProject({ 'varve.config.ts': configOf(1) }, async ({ folder: smallFolder }) => {
      const small = { folder: smallFolder, at: start + 8 * quarterHour }
      await inChild('fill', 'everything', small)
      const { folder } = project
      const at = start + parts * quarterHour
      await inChild('fill', 'everything', { folder, at })
      const hash = await inChild('baselines', 'hashOf', { count: parts })
      const baseline = { name: 'one sha256 over the keys and content hashes', value: hash.ms }
      const status = async (state: string, [fresh, stale]: readonly [number, number]): Promise<Figure> => {
        const { answer, ms } = await inChild('commands', 'statusOf', { folder, at, small, select: ['readers'] })
        expectAnswer(`status of the readers, ${state}`, answer.readers, { total: readers, fresh, stale, missing: 0 })
        const of = readers === 1 ? '1 reader' : `${readers.toLocaleString('en')} readers`
        return { name: `status of ${of}, ${state}`, size: sizeText(parts), value: ms, unit: 'ms', baseline }
      }
      const before = [await status('projection missing', [readers, 0]), await status('projection present', [readers, 0])]
      await inChild('fill', 'moves', { folder, at, asset: 'parts', count: 1, to: 'other bytes' })
      return [...before, await status('one upstream changed', [0, readers])]
    }),
  )
}
