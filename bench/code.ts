/** Code versions of many files with one asset each: not seen before, unchanged, and with one file changed. */
import type { BenchOptions } from './support/bench-options.ts'
import { type BenchProject, inBenchProject } from './support/bench-project.ts'
import { expectAnswer } from './support/expect-answer.ts'
import { type Figure, type Figures, sizeText } from './support/figures.ts'
import { fileOfMiddle, generatedCatalog } from './support/generated-catalog.ts'
import { inChild } from './support/in-child.ts'

/** Of files. */
export const sizes = { usual: [1e2, 1e3], full: [1e2, 1e3] }

const rounds = 3

export async function codeBench({ sizes }: BenchOptions): Promise<Figures> {
  const figures: Figure[] = []
  for (const files of sizes) figures.push(...(await ofSize(files)))
  return { title: 'So many files with one asset each, all made: what status takes', figures }
}

async function ofSize(assets: number): Promise<readonly Figure[]> {
  const shape = { assets, perFile: 1, isDaily: false }
  const onSmall = async (project: BenchProject): Promise<readonly Figure[]> => {
    const { files } = generatedCatalog({ ...shape, assets: 3 })
    return inBenchProject(files, ({ folder }) => measure(project, folder))
  }
  const measure = async (project: BenchProject, smallFolder: string): Promise<readonly Figure[]> => {
    const { folder } = project
    const at = Date.UTC(2001, 0, 1)
    const small = { folder: smallFolder, at }
    const on = { folder, at, small }
    await inChild('fill', 'everything', small)
    const status = async (fresh: number): Promise<number> => {
      const { answer, ms } = await inChild('commands', 'statusOf', on)
      const found = Object.values(answer)
      expectAnswer('fresh assets', found.filter(each => each.fresh === 1).length, fresh)
      expectAnswer('assets in all', found.length, assets)
      return ms
    }
    const compiler = await fastest(async () => (await inChild('baselines', 'compiler', null)).ms)
    const baseline = { name: 'importing the compiler', value: compiler }
    const cold = (await inChild('commands', 'statusOf', on)).ms
    await inChild('fill', 'everything', { folder, at })
    const unchanged = await fastest(() => status(assets))
    const { file, text } = fileOfMiddle(shape)
    let edits = text
    const changed = await fastest(() => {
      const next = `${edits.slice(0, -1)} + 1,`
      project.edit(file, edits, next)
      edits = next
      return status(assets - 1)
    })
    const figure = (name: string, value: number): Figure => ({ name, size: sizeText(assets), value, unit: 'ms', baseline })
    return [
      figure('source not seen before, nothing made', cold),
      figure('nothing changed', unchanged),
      figure('one file changed', changed),
      figure('one file changed, beyond the same unchanged and the baseline', Math.max(0, changed - unchanged - compiler)),
    ]
  }
  return inBenchProject(generatedCatalog(shape).files, onSmall)
}

async function fastest(measure: () => Promise<number>): Promise<number> {
  const all: number[] = []
  for (let round = 0; round < rounds; round += 1) all.push(await measure())
  return Math.min(...all)
}
