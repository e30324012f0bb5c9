/** What Varve adds per small partition, beside a plain loop that encodes, writes and flushes the same rows by the same codec, in turns. */
import { createHash } from 'node:crypto'
import { link, mkdir, mkdtemp, open, readdir, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { asset, catalog, defineConfig, file, ioManager, materialize, parquet, segments } from 'varve'
import { countedSyncs } from '../test/support/counted-syncs.ts'
import { encoded, plainFiles, smallContract, smallRows, writeFlushed } from './support/plain-files.ts'
import { median, processorMs } from './support/side-by-side.ts'

const partitions = Number(process.argv[2] ?? 2_000)
const rounds = Number(process.argv[3] ?? 5)

const keys = Array.from({ length: partitions }, (_, index) => `k${index}`)
const orders = asset({ partitions: segments(keys), contract: smallContract, run: (_, { partition }) => smallRows(partition) })

interface Spent {
  /** Milliseconds for each partition. */
  readonly wall: number
  /** Of all threads. */
  readonly processor: number
}

const ways = {
  'plain loop': (folder: string) => plainFiles(folder, keys),
  'plain loop of files': (folder: string) => plainStore(folder),
  'varve, concurrency 1': (folder: string) => varve(folder, 1),
  '8 plain loops at once': async (folder: string) => {
    await Promise.all(Array.from({ length: 8 }, (_, first) => plainFiles(folder, everyEighth(first))))
  },
  'varve, concurrency 8': (folder: string) => varve(folder, 8),
}

const spent = new Map<string, Spent[]>(Object.keys(ways).map(name => [name, []]))
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, way] of Object.entries(ways)) {
    const one = await inFolder(folder => measured(() => way(folder)))
    if (round > 0) spent.get(name)!.push(one) // the first round warms up
  }
}
console.log(`${partitions} partitions, medians of ${rounds} rounds, ms for each partition`)
for (const [name, all] of spent) {
  console.log(`  ${name.padEnd(24)}${text(middle(all, 'wall'))}   processor ${text(middle(all, 'processor'))}`)
}
for (const concurrency of [1, 8]) {
  const [plain, ours] = [spent.get('plain loop')!, spent.get(`varve, concurrency ${concurrency}`)!]
  const own = middle(ours, 'wall') - middle(plain, 'wall')
  const processor = middle(ours, 'processor') - middle(plain, 'processor')
  console.log(`  own overhead at concurrency ${concurrency}: ${text(own)} beyond the plain loop (processor ${text(processor)})`)
  const files = middle(spent.get('plain loop of files')!, 'wall') - middle(plain, 'wall')
  console.log(`    of which ${text(files)} are the acts on files alone: object and its folder, tree, one after the other`)
  console.log(`    ${await inFolder(folder => syncsOf(folder, concurrency))}`)
}

async function varve(folder: string, concurrency: number): Promise<void> {
  const config = defineConfig({
    entry: pathToFileURL(join(folder, 'varve.config.ts')).href,
    catalog: catalog({ orders }),
    io: ioManager({ storage: file('./data'), format: parquet() }),
  })
  const { steps } = await materialize(config, { concurrency })
  if (steps.done !== partitions) throw new Error(`${steps.done} of ${partitions} partitions were made`)
}

/** Those of SQLite are one for each group, and a few for the run. */
async function syncsOf(folder: string, concurrency: number): Promise<string> {
  const synced = await countedSyncs(() => varve(folder, concurrency))
  const records = (await readdir(join(folder, 'data', '.varve', 'commits'))).length
  const each = (count: number) => (count / partitions).toFixed(2)
  const kinds = { file: /-part\.parquet$/, 'folder of objects': /objects.[0-9a-f]{2}$/ }
  const texts = Object.entries(kinds).map(([kind, path]) => `${kind} ${each(synced.filter(name => path.test(name)).length)}`)
  return `syncs for each: ${each(synced.length)} (${texts.join(', ')}); commit records ${each(records)}`
}

/** Also what immutable objects and a tree of folders ask of a disk for each partition, and nothing that decides or records. */
async function plainStore(folder: string): Promise<void> {
  await mkdir(join(folder, 'staged'))
  for (const key of keys) {
    const bytes = await encoded(key)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const [staged, objects, shown] = [join(folder, 'staged', key), join(folder, 'objects', hash.slice(0, 2)), join(folder, 'tree', key)]
    await writeFlushed(staged, bytes)
    await mkdir(objects, { recursive: true })
    await link(staged, join(objects, hash))
    await unlink(staged)
    const names = await open(objects)
    await names.sync()
    await names.close()
    await mkdir(shown, { recursive: true })
    await link(join(objects, hash), join(shown, 'part.parquet'))
  }
}

function everyEighth(first: number): readonly string[] {
  return keys.filter((_, index) => index % 8 === first)
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'varve-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function measured(work: () => Promise<unknown>): Promise<Spent> {
  const [startedMs, workedMs] = [performance.now(), processorMs()]
  await work()
  return { wall: (performance.now() - startedMs) / partitions, processor: (processorMs() - workedMs) / partitions }
}

function middle(all: readonly Spent[], which: keyof Spent): number {
  return median(all.map(one => one[which]))
}

function text(ms: number): string {
  return `${ms.toFixed(3)} ms`
}
