/** Shows an object by a copy that the storage makes, over any storage: it replaces only the generation that was looked at. */
import { type Storage, VarveError } from '@varve/core'
import type { TreeWay } from './way.ts'

/** How often others may be quicker: each time it was another process that showed something there. */
const looksMax = 100

export function byCopy(storage: Storage): TreeWay {
  return async ({ object, path, temporary }) => {
    const source = { copyOf: object }
    for (let looks = 0; looks < looksMax; looks += 1) {
      const found = await storage.stat(path)
      const shown = found
        ? await storage.replace(path, source, found.generation, { temporary })
        : await storage.putIfAbsent(path, source, { temporary })
      if (shown !== undefined) return shown
    }
    throw new VarveError('STORAGE_FAILED', {
      what: 'the tree cannot be updated',
      where: storage.locate(path),
      why: `others replaced this file ${looksMax} times while it was being shown`,
      fix: 'run again once fewer processes write to this storage',
      details: { path },
    })
  }
}
