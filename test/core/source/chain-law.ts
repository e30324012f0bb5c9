/** The law of chains: the constant at the end counts, one aside does not. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { type Chain, chains } from './source-chain.ts'
import { analyse, writeProject } from './source-project.ts'

export async function checkChains(numRuns: number): Promise<void> {
  await fc.assert(fc.asyncProperty(chains, holds), { numRuns })
}

/** @throws naming the forms of the chain in which an edit was not seen, or one too many was. */
async function holds(chain: Chain): Promise<void> {
  const { files, end, aside, creations, forms } = chain
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'varve-chain-')))
  try {
    const ask = async (edit: Readonly<Record<string, string>>) => {
      writeProject({ ...files, ...edit }, folder)
      return (await analyse(folder, files, creations)).get('a')
    }
    const before = await ask({})
    const after = await ask({ [end]: (files[end] ?? '').replace('15', '16') })
    if (after?.hash === before?.hash) throw new Error(`not seen through ${forms.join(' <- ')}`)
    const beside = await ask({ [aside]: (files[aside] ?? '').replace('15', '16') })
    if (beside?.hash !== before?.hash) throw new Error(`an edit aside was taken for one of ${forms.join(' <- ')}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
