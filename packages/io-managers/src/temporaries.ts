/** Free names among the temporaries of a holder, for what is written at once and not staged. */
import { randomBytes } from 'node:crypto'
import { holderFolder } from './paths.ts'
import { safeSegment } from './storage/safe-path.ts'

export interface Temporaries {
  /** A name that nobody else uses, also in other processes and threads of this holder. */
  free(holder: string, name: string): string
}

/** @param store distinguishes one open store from others of the same holder. */
export function temporaries(store = randomBytes(4).toString('hex')): Temporaries {
  let names = 0
  return {
    free: (holder, name) => {
      names += 1
      return `${holderFolder(holder)}/${store}.${names}-${safeSegment(name)}`
    },
  }
}
