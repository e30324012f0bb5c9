/** Rows 6 to 8 for steps that end together: objects put, one durable transaction, one commit record, the tree. */
import type { CommitRow } from './run-context.ts'
import type { ArtifactStore, StagedArtifact } from '../io/io-manager.ts'
import type { Ledger, PublishItem, PublishResult } from '../ledger/ledger.ts'
import type { Clock } from '../foundation/clock.ts'
import { drainOutbox } from './drain-outbox.ts'

export interface Publisher {
  /** Resolves once the item's group is durable and its pointer moved, or was refused. */
  publish(item: PublishItem, staged?: StagedArtifact): Promise<PublishResult>
  /** Tells that a step began or ended: a group need not wait where nobody could join it. */
  working(steps: number): void
  /** Resolves once everything handed over is published and projected. */
  drained(): Promise<void>
}

export interface PublisherOptions {
  readonly run: string
  readonly environment: string
  readonly ledger: Ledger
  readonly store: ArtifactStore
  readonly clock: Clock
  readonly boot: string | null
  readonly passed: (row: CommitRow) => void
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
  let waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined
  let working = 0
  let busy: Promise<void> = Promise.resolve()

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const group = waiting.splice(0, groupSizeMax)
    if (group.length === 0) return
    busy = busy.then(() => publishGroup(group, options))
    if (waiting.length > 0) schedule()
  }
  const schedule = (): void => {
    if (waiting.length >= groupSizeMax || waiting.length >= working) flush()
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

async function publishGroup(group: readonly Waiting[], options: PublisherOptions): Promise<void> {
  const { ledger, store, clock, run, environment, passed } = options
  const ready: Waiting[] = []
  for (const waiter of group) {
    try {
      await putObjects(waiter, options)
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
    await drainOutbox(ledger, store, run, options.boot)
    passed('project')
    for (const [index, { resolve }] of ready.entries()) resolve(results[index]!)
  } catch (error) {
    for (const { reject } of ready) reject(error)
  }
}

async function putObjects({ item, staged }: Waiting, { ledger, store }: PublisherOptions): Promise<void> {
  if (item.kind !== 'materialize' || !staged) return
  for (const member of staged.artifact.members) await ledger.pin(item.lease, member.sha256)
  await store.put(staged)
}
