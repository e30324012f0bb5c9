/** Rows 6 to 8 for steps that end together: objects put, one durable transaction, one commit record, the tree. */

import type { Clock } from '../foundation/clock.ts'
import type { ArtifactStore, StagedArtifact } from '../io/io-manager.ts'
import type { Ledger, PublishItem, PublishResult } from '../ledger/ledger.ts'
import type { TreeDrain } from '../tree/drain-tree.ts'
import type { CommitRow } from './commit-row.ts'
import { drainOutbox } from './drain-outbox.ts'

export interface Publisher {
  /** Resolves once the item's group is durable and its pointer moved, or was refused. */
  publish(item: PublishItem, staged?: StagedArtifact): Promise<PublishResult>
  /** Tells how many steps are being made: a group need not wait where nobody could join it. */
  working(steps: number): void
  /** Resolves once everything handed over is published and was shown where it can be; rejects where storage did not take it. */
  drained(): Promise<void>
}

export interface PublisherOptions {
  readonly run: string
  readonly environment: string
  readonly ledger: Ledger
  readonly store: ArtifactStore
  readonly clock: Clock
  /** How this run shows what it publishes. */
  readonly drain: TreeDrain
  /** What was queued for the tree up to this number was tried before the run. */
  readonly triedUpTo: number
  readonly passed: (row: CommitRow) => void
  /** Storage did not take a published group: the run must end, since the tree would fall further behind. */
  readonly stop: (error: unknown) => void
}

const groupSizeMax = 64
const groupDelayMs = 20

interface Waiting {
  readonly item: PublishItem
  readonly staged: StagedArtifact | undefined
  readonly resolve: (result: PublishResult) => void
  readonly reject: (error: unknown) => void
}

export function publisher(options: PublisherOptions): Publisher {
  const waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined
  let working = 0
  let busy: Promise<void> = Promise.resolve()
  let triedUpTo = options.triedUpTo

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const group = waiting.splice(0, groupSizeMax)
    if (group.length === 0) return
    busy = busy.then(
      async () => {
        triedUpTo = await publishAndShow(group, options, triedUpTo)
      },
      error => refuseGroup(group, error),
    )
    busy.catch(() => {}) // told by drained()
    if (waiting.length > 0) schedule()
  }
  const schedule = (): void => {
    if (waiting.length >= groupSizeMax || working === 0) flush()
    else timer ??= setTimeout(flush, groupDelayMs)
  }
  return {
    publish: (item, staged) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, staged, resolve, reject })
        schedule()
      }),
    working: steps => {
      working = steps
      if (waiting.length > 0) schedule()
    },
    drained: async () => {
      while (waiting.length > 0) {
        flush()
        await busy
      }
      await busy
    },
  }
}

/**
 * A group begins only once the one before it is shown, so the tree is at most one group behind. A commit record that cannot be written
 * ends the run; a path that cannot be shown stays pending, and is tried once more when the run ends.
 *
 * @returns up to which number the tree's queue was tried.
 */
async function publishAndShow(group: readonly Waiting[], options: PublisherOptions, triedUpTo: number): Promise<number> {
  await publishGroup(group, options)
  try {
    const { upTo } = await drainOutbox(options.drain, triedUpTo)
    options.passed('project')
    return upTo
  } catch (error) {
    options.stop(error)
    throw error
  }
}

/** Storage did not take the group before this one, so nothing more is published. */
async function refuseGroup(group: readonly Waiting[], error: unknown): Promise<never> {
  for (const { reject } of group) reject(error)
  throw error
}

/** Rows 6 and 7; whoever waits for an item goes on as soon as it is durable. */
async function publishGroup(
  group: readonly Waiting[],
  { ledger, store, clock, run, environment, passed }: PublisherOptions,
): Promise<void> {
  const ready: Waiting[] = []
  for (const waiter of group) {
    try {
      await putObjects(waiter, ledger, store)
      ready.push(waiter)
    } catch (error) {
      waiter.reject(error)
    }
  }
  try {
    await store.flush()
    passed('put')
    const results = await ledger.publish({ run, environment, at: clock.now(), items: ready.map(({ item }) => item) })
    passed('publish')
    for (const [index, { resolve }] of ready.entries()) resolve(results[index]!)
  } catch (error) {
    for (const { reject } of ready) reject(error)
  }
}

async function putObjects({ item, staged }: Waiting, ledger: Ledger, store: ArtifactStore): Promise<void> {
  if (item.kind !== 'materialize' || !staged) return
  for (const member of staged.artifact.members) await ledger.pin(item.lease, member.sha256)
  await store.put(staged)
}
