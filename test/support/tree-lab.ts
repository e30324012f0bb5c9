/** Projects in this process whose ledger and tree are real files: what a test does to the tree is what a user could do. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@varve/core'
import { file, ioManager, json } from 'varve'
import type { memoryConfig } from 'varve/testing'
import { onTestFinished } from 'vitest'
import { openSqliteLedger } from '../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'

export type TreeMode = 'link' | 'copy'

type Lab = ReturnType<typeof memoryConfig>

/** The same project over a folder of the test's own; the code version of its assets is a constant. */
export async function onDisk<L extends Lab>(lab: L, tree: TreeMode = 'link', ledgerClock?: Clock): Promise<L & { readonly root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'varve-tree-'))
  const ledger = await openSqliteLedger(join(root, 'ledger.db'), undefined, ledgerClock)
  onTestFinished(async () => {
    await ledger.close()
    await rm(root, { recursive: true })
  })
  const io = ioManager({ storage: file(join(root, 'data')), format: json(), tree })
  return { ...lab, root, io, lab: { ...lab.lab, ledger } }
}

/** Another definition over the same ledger and files. */
export function changed<L extends Lab, R extends Lab>(lab: R, to: L): L {
  return { ...to, io: lab.io, lab: { ...to.lab, ledger: lab.lab.ledger } }
}
