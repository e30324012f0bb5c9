/** Objects hashed before anything that exists becomes current again. */
import type { Artifact } from '../io/artifact.ts'
import type { Loss } from '../ledger/records.ts'
import { type Places, recordLosses, rootGone } from './record-losses.ts'

/** The objects of one run, before anything that exists becomes current again. */
export interface ObjectChecks {
  /** Hashes each object once for the run; what is wrong is set aside and recorded as lost. @throws ROOT_MISSING */
  areWhole(artifact: Artifact): Promise<boolean>
}

export function objectChecks(places: Places): ObjectChecks {
  const whole = new Set<string>()
  return {
    areWhole: async ({ members }) => {
      const losses: Loss[] = []
      for (const member of members) {
        if (whole.has(member.sha256)) continue
        const found = await places.store.objects.hash(member)
        if (found === 'ok') whole.add(member.sha256)
        else losses.push({ sha256: member.sha256, found })
      }
      if ((await recordLosses(places, losses)) !== 'recorded') throw rootGone(places.store)
      for (const member of members) {
        if (losses.some(({ sha256, found }) => sha256 === member.sha256 && found === 'corrupt')) await places.store.objects.setAside(member)
      }
      return losses.length === 0
    },
  }
}
