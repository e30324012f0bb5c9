/** Many assets: what `check` takes, and what `plan` takes where nothing is to be done. */
import { join } from 'node:path'
import type { BenchOptions } from './support/bench-options.ts'
import { inBenchProject } from './support/bench-project.ts'
import { expectAnswer } from './support/expect-answer.ts'
import { type Figure, type Figures, sizeText } from './support/figures.ts'
import { dayMs, firstDay, generatedCatalog } from './support/generated-catalog.ts'
import { inChild, peakWithoutAct } from './support/in-child.ts'

/** Of assets. */
export const sizes = { usual: [1e2, 1e3, 1e4], full: [1e2, 1e3, 1e4] }

/** More partitions than this take minutes to fill, so they are for `--full` alone. */
const partitionsMaxUsually = 100_000
const daysUsually = 90
const daysInFull = 365

export async function graphBench({ sizes, full }: BenchOptions): Promise<Figures> {
  const figures: Figure[] = []
  for (const assets of sizes) figures.push(...(await ofSize(assets, full)))
  return { title: 'So many assets, each of which reads up to two others', figures }
}

async function ofSize(assets: number, full: boolean): Promise<readonly Figure[]> {
  const { files, names, edges } = generatedCatalog({ assets, perFile: 100, isDaily: true })
  const smallFiles = generatedCatalog({ assets: 3, perFile: 100, isDaily: true }).files
  return inBenchProject({ ...files, 'graph.json': JSON.stringify({ names, edges }) }, project =>
    inBenchProject(smallFiles, async ({ folder: smallFolder }) => {
      const { folder } = project
      const small = { folder: smallFolder, at: firstDay + dayMs }
      await inChild('fill', 'everything', small)
      const path = join(folder, 'graph.json')
      const graph = await inChild('baselines', 'graphOf', { path })
      expectAnswer('names in the graph', graph.answer, assets)
      const graphPeak = graph.peakBytes - (await peakWithoutAct('baselines', 'graphOf', { path }))
      const ms = { name: 'JSON of names and edges into a graph', value: graph.ms }
      const peak = { name: 'the same', value: graphPeak }
      const figure = (name: string, value: number, unit: Figure['unit'], baseline: Figure['baseline'] & object): Figure => {
        return { name, size: sizeText(assets), value, unit, baseline }
      }
      const check = async (state: string): Promise<Figure> => {
        const { answer, ms: took } = await inChild('commands', 'checkOf', { folder, at: firstDay, small })
        expectAnswer('check', answer, { ok: true, assets })
        return figure(`check, ${state}`, took, 'ms', ms)
      }
      const plan = async (what: string, at: number, steps: number): Promise<readonly Figure[]> => {
        const on = { folder, at, small }
        const empty = await peakWithoutAct('commands', 'planOf', on)
        const { answer, ms: took, peakBytes } = await inChild('commands', 'planOf', on)
        expectAnswer(`steps of the plan, ${what}`, answer, steps)
        return [figure(`plan, ${what}`, took, 'ms', ms), figure(`memory of plan, ${what}`, Math.max(0, peakBytes - empty), 'bytes', peak)]
      }
      const checks = [await check('source not seen before'), await check('again')]
      const missing = await plan('nothing made, 1 day each', firstDay + dayMs, assets)
      const days = full ? daysInFull : daysUsually
      if (!full && assets * days > partitionsMaxUsually) return [...checks, ...missing]
      const at = firstDay + days * dayMs
      const { answer: filled } = await inChild('fill', 'everything', { folder, at })
      expectAnswer('materializations', filled.materializations, assets * days)
      const first = await plan(`nothing to do, ${days} days each`, at, 0)
      return [...checks, ...missing, ...first, ...(await plan(`nothing to do, ${days} days each, again`, at, 0))]
    }),
  )
}
