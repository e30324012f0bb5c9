/** Files under `.varve/tmp` belong to a run that goes on or a command that settles: whoever comes may sweep those of others. */
import { join } from 'node:path'
import type { Storage } from '@varve/core'
import { asset, catalog, file, ioManager, json, materialize, VarveError } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { endAbandonedRuns } from '../../packages/core/src/ledger/asking.ts'
import type { Ledger } from '../../packages/core/src/ledger/ledger.ts'
import { withSnapshot } from '../../packages/core/src/ledger/with-snapshot.ts'
import { overridden } from '../support/overridden.ts'
import { onDisk } from '../support/tree-lab.ts'

test('a run that has ended writes nothing under its name any more, since another process may sweep it meanwhile', async () => {
  const states: (string | undefined)[] = []
  const lab = await watching(async ({ ledger }, temporary) => {
    const [, holder] = /^\.varve\/tmp\/([^/]+)\//.exec(temporary) ?? []
    states.push((await withSnapshot(ledger, snapshot => snapshot.runs([holder!])))[0]?.status)
  })
  expect((await materialize(lab)).status).toBe('complete')
  // the root's file, the group's record, and the record of the run's end; those without a run are of commands that settle
  expect(states).toEqual([undefined, 'running', undefined])
})

test('a run that was ended by another, which swept its temporaries, ends as LEASE_LOST and not as a failure of the storage', async () => {
  const lab = await watching(async ({ ledger }, _, path) => {
    if (!path.startsWith('.varve/commits/')) return
    await endAbandonedRuns(ledger, () => 'dead', 0)
    throw new VarveError('STORAGE_FAILED', { what: 'a file cannot be written', why: 'ENOENT' })
  })
  await expect(materialize(lab)).rejects.toMatchObject({ code: 'LEASE_LOST', cause: { code: 'STORAGE_FAILED' } })
})

/** A project of one asset. @param put called before a file is put under its final name. */
async function watching(put: (lab: { readonly ledger: Ledger }, temporary: string, path: string) => Promise<void>) {
  const lab = await onDisk(memoryConfig(catalog({ one: asset({ run: () => [1] }) })))
  const storage = file(join(lab.root, 'data'))
  const open = (base: string): Storage => {
    const opened = storage.open(base)
    const putIfAbsent: Storage['putIfAbsent'] = async (path, source, how) => {
      await put(lab.lab, how.temporary, path)
      return opened.putIfAbsent(path, source, how)
    }
    return overridden(opened, { putIfAbsent })
  }
  return { ...lab, io: ioManager({ storage: { kind: 'file', open }, format: json() }) }
}
