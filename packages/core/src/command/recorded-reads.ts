/** Which versions an input read, by what its run recorded: from the ledger alone, since the definition it was read under may be gone. */
import { inBatches } from '../ledger/in-batches.ts'
import type { LineageInput, Materialization } from '../ledger/records.ts'
import type { LedgerSnapshot } from '../ledger/snapshot.ts'
import { termsOf } from '../project/selection-terms.ts'
import {
  asksForWindows,
  chosen,
  covers,
  endsOf,
  type KeysBetween,
  keysByWindow,
  keysOf,
  mayHold,
  partsOf,
  termsRead,
} from './read-terms.ts'

/** Asks of many inputs at once, in a few questions. */
export interface RecordedReads {
  /** For each input, in the order they are written; none for an external. */
  of(inputs: readonly LineageInput[]): Promise<readonly (readonly Materialization[])[]>
  /** For each input, which of these it read; also where the same result has been made again since. */
  among(inputs: readonly LineageInput[], materializations: readonly Materialization[]): Promise<readonly (readonly Materialization[])[]>
}

/**
 * A key means what it meant to the run that read it, wherever it has been reused since: a key that was read has a pointer, whose moves are
 * never forgotten. A range holds the windows from that of its first key to that of its last.
 */
export function recordedReads(snapshot: LedgerSnapshot): RecordedReads {
  const between = keysBetweenOf(snapshot)
  return {
    of: async inputs => {
      const ends = await lookUp(
        inputs.flatMap(input => endsOf(input).map(partition => ({ input, partition }))),
        snapshot,
      )
      const reads = inputs.map(input => ({ input, terms: termsRead(input, partition => ends(input, partition)) }))
      const keysBetween = await between(reads.filter(({ terms }) => terms.some(asksForWindows)).map(({ input }) => input.asset))
      const wanted = reads.map(({ input, terms }) => ({
        input,
        terms: terms.map(term => ({ term, keys: keysOf(term, keysBetween(input.asset)) })),
      }))
      const places = wanted.flatMap(({ input, terms }) => terms.flatMap(({ keys }) => keys.map(partition => ({ input, partition }))))
      const at = await lookUp(places, snapshot)
      return wanted.map(({ input, terms }) => chosen(terms, partition => at(input, partition)))
    },
    among: async (inputs, materializations) => {
      const keyed = materializations.map(one => ({ one, key: partsOf(one.partition) }))
      const possible = inputs.map(input => {
        const terms = termsOf(input.partitions)
        return keyed.filter(({ one, key }) => input.asset === one.asset && mayHold(terms, key)).map(({ one }) => one)
      })
      const places = inputs.flatMap((input, index) => possible[index]!.map(({ partition }) => ({ input, partition })))
      const at = await lookUp(places, snapshot)
      const same = inputs.map((input, index) => possible[index]!.filter(one => isSameResult(at(input, one.partition), one)))
      const ends = await lookUp(
        inputs.flatMap((input, index) => (same[index]!.length === 0 ? [] : endsOf(input).map(partition => ({ input, partition })))),
        snapshot,
      )
      return inputs.map((input, index) => {
        const terms = same[index]!.length === 0 ? [] : termsRead(input, partition => ends(input, partition))
        return same[index]!.filter(({ partition }) => terms.some(term => covers(term, at(input, partition)!)))
      })
    },
  }
}

function isSameResult(read: Materialization | undefined, other: Materialization): boolean {
  if (!read) return false
  return read.id === other.id || (read.version === other.version && read.artifact.sha256 === other.artifact.sha256)
}

interface Place {
  readonly input: LineageInput
  readonly partition: string
}

/** What was current of each place when its input was read; many inputs read the same. */
async function lookUp(
  places: readonly Place[],
  snapshot: LedgerSnapshot,
): Promise<(input: LineageInput, partition: string) => Materialization | undefined> {
  const wanted = new Map<string, Parameters<LedgerSnapshot['currentAt']>[0][number]>()
  for (const { input, partition } of places) {
    const { environment, asset, asOf } = input
    if (environment !== null && asOf !== null) wanted.set(textOf(input, partition), { environment, asset, partition, asOf })
  }
  const known = new Map<number, Materialization>()
  const found = await inBatches([...wanted.values()], async batch =>
    (await snapshot.currentAt(batch)).map(one => {
      if (one && !known.has(one.sequence)) known.set(one.sequence, one)
      return one && known.get(one.sequence)!
    }),
  )
  const byText = new Map([...wanted.keys()].map((text, index) => [text, found[index]]))
  return (input, partition) => byText.get(textOf(input, partition)) ?? undefined
}

function textOf({ environment, asset, asOf }: LineageInput, partition: string): string {
  return JSON.stringify([environment, asset, asOf, partition])
}

/** The windows that keys of an asset ever meant, looked up once for each asset. */
function keysBetweenOf(snapshot: LedgerSnapshot): (assets: readonly string[]) => Promise<(asset: string) => KeysBetween> {
  const known = new Map<string, KeysBetween>()
  return async assets => {
    for (const asset of new Set(assets)) {
      if (!known.has(asset)) known.set(asset, keysByWindow(await snapshot.windowsOf(asset)))
    }
    return asset => known.get(asset) ?? (() => [])
  }
}
