/** The commit records of a storage root. */
import { type CommitRecords, type Storage, sha256, VarveError } from '@varve/core'
import { allNames } from './list-all.ts'
import { commitPath, commitSequence, commitsFolder, wrongCommitPath } from './paths.ts'
import { readIfPresent } from './read-if-present.ts'
import { moveAside } from './set-aside.ts'
import type { Temporaries } from './temporaries.ts'

export function openCommitRecords(storage: Storage, temporaries: Temporaries): CommitRecords {
  const put = async (holder: string, sequence: number, bytes: Uint8Array) => {
    const outcome = await storage.putIfAbsent(commitPath(sequence), bytes, { temporary: temporaries.free(holder, 'commit') })
    await storage.flush([commitsFolder])
    return outcome !== undefined
  }
  /** By name alone, since every command asks for the newest. */
  const sequences = async () => (await allNames(storage, commitsFolder)).files.flatMap(name => commitSequence(name) ?? [])
  return {
    sequences,
    write: async (holder, sequence, bytes) => {
      if (await put(holder, sequence, bytes)) return
      if (sha256(await storage.read(commitPath(sequence))) !== sha256(bytes)) throw forked(storage, sequence)
    },
    read: sequence => readIfPresent(storage, commitPath(sequence)),
    last: async () => {
      const last = (await sequences()).at(-1)
      return last === undefined ? undefined : { sequence: last, bytes: await storage.read(commitPath(last)) }
    },
    restore: async (holder, sequence, bytes) => {
      const found = await readIfPresent(storage, commitPath(sequence))
      if (found && sha256(found) === sha256(bytes)) return
      if (found) await moveAside(storage, commitPath(sequence), wrongCommitPath(sequence, sha256(found)))
      await put(holder, sequence, bytes)
    },
  }
}

function forked(storage: Storage, sequence: number): VarveError {
  const path = commitPath(sequence)
  return new VarveError('LEDGER_FORKED', {
    what: `commit record ${sequence} exists with other content`,
    where: storage.locate(path),
    why: 'the ledger was restored or copied, and another copy has written on from the same point',
    fix: 'run `varve rebuild-ledger` to build one ledger from the commit records',
    details: { sequence, path },
  })
}
