/** Staged files of a storage root, each named after the holder and the attempt that wrote it. */
import { artifactOf, type Member, type NewMember, type StagedFiles, type Storage, sha256 } from '@varve/core'
import { allFiles, allNames } from './list-all.ts'
import { holderFolder, stagedFolder, stagedPath } from './paths.ts'
import { safeSegment } from './storage/safe-path.ts'

export function openStagedFiles(storage: Storage): StagedFiles {
  return {
    stage: async (holder, attempt, members, rows) => {
      const [first, ...rest] = members
      const staged: [Member, ...Member[]] = [memberOf(first), ...rest.map(memberOf)]
      const paths = members.map(({ name }) => stagedPath(holder, attempt, name))
      const written: string[] = []
      try {
        for (const [index, { bytes }] of members.entries()) {
          await storage.stage(paths[index]!, bytes)
          written.push(paths[index]!)
        }
      } catch (error) {
        await Promise.allSettled(written.map(path => storage.remove(path)))
        throw error
      }
      return { artifact: artifactOf(staged, rows), paths }
    },
    discard: async ({ paths }) => {
      for (const path of paths) await storage.remove(path)
    },
    holders: async () => (await allNames(storage, stagedFolder)).folders,
    sweep: async holder => storage.sweep(holderFolder(holder)),
    all: () => allFiles(storage, stagedFolder),
  }
}

function memberOf({ name, bytes }: NewMember): Member {
  return { name: safeSegment(name), sha256: sha256(bytes), bytes: bytes.length }
}
