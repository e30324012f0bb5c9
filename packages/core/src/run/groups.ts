/** Rows 6 to 8 for steps that end together: objects put, one durable transaction, one commit record, the tree. */
import type { Clock } from '../foundation/clock.ts'
import type { Timers } from '../foundation/timers.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { StagedArtifact } from '../io/staged-files.ts'
import { erasePending } from '../ledger/erase-pending.ts'
import { leaseLost } from '../ledger/lease-lost.ts'
import type { Ledger, Pin, PublishItem, PublishResult } from '../ledger/ledger.ts'
import { drainOutbox } from '../settle/drain-outbox.ts'
import type { TreeDrain } from '../tree/drain-tree.ts'
import type { Passed } from './commit-row.ts'

export interface Publication {
  readonly item: PublishItem
  /** Undefined where only a pointer moves. */
  readonly staged: StagedArtifact | undefined
  /** How long the step was being made: what a kill would cost until it is published. */
  readonly makingMs: number
}

export interface Groups {
  /** Resolves once the group that it joins is durable. */
  publish(publication: Publication): Promise<PublishResult>
  /** How many steps may still join: a group need not wait where there are none. */
  expect(steps: number): void
  /** Undefined while steps may start; else it resolves once they may. */
  room(): Promise<void> | undefined
  /** Resolves once everything is published and was shown where it can be; rejects where storage did not take it. */
  drained(): Promise<void>
}

export interface GroupsOptions {
  readonly run: string
  readonly environment: string
  readonly ledger: Ledger
  readonly store: ArtifactStore
  readonly clock: Clock
  /** How this run shows what it publishes. */
  readonly drain: TreeDrain
  /** What was queued for the tree up to this number was tried before the run. */
  readonly triedUpTo: number
  readonly timers: Timers
  readonly passed: Passed
  /** Rejects where the run is no longer this process's: then nothing more is put or published. */
  readonly prove: () => Promise<void>
  /** Storage did not take a published group: the run must end, since the tree would fall further behind. */
  readonly stop: (error: unknown) => void
}

const groupSizeMax = 64
const groupMakingMsMax = 250
const groupDelayMs = 20

interface Waiting extends Publication {
  readonly resolve: (result: PublishResult) => void
  readonly reject: (error: unknown) => void
}

/**
 * One group is put at a time while steps join the next. That one is put as soon as the one before is done and it is full, or has waited its 20 ms,
 * or nobody could join it. Full while another is still being put, it lets no step start: so a kill costs two groups and the running steps, no more.
 */
export function groups(options: GroupsOptions): Groups {
  const next: Waiting[] = []
  let expected = 0
  let triedUpTo = options.triedUpTo
  let isDue = false
  let cancelDelay: (() => void) | undefined
  let putting: Promise<void> | undefined
  let failure: { readonly error: unknown } | undefined

  const consider = (): void => {
    if (next.length === 0) return
    cancelDelay ??= options.timers.after(groupDelayMs, () => {
      isDue = true
      consider()
    })
    if (!putting && (isDue || expected === 0 || isFull(next))) put()
  }
  const put = (): void => {
    cancelDelay?.()
    cancelDelay = undefined
    isDue = false
    const group = next.splice(0, groupOf(next).length)
    putting = publishOrReject(group).then(() => {
      putting = undefined
      consider()
    })
    consider() // those that did not fit wait from now on
  }
  const publishOrReject = async (group: readonly Waiting[]): Promise<void> => {
    try {
      if (failure) rejectGroup(group, failure.error)
      else triedUpTo = await publishAndShow(group, options, triedUpTo)
    } catch (error) {
      failure = { error }
    }
  }
  return {
    publish: publication =>
      new Promise((resolve, reject) => {
        next.push({ ...publication, resolve, reject })
        consider()
      }),
    expect: steps => {
      expected = steps
      consider()
    },
    room: () => (putting && isFull(next) ? putting : undefined),
    drained: async () => {
      while (putting || next.length > 0) {
        isDue = true
        consider()
        await putting
      }
      if (failure) throw failure.error
    },
  }
}

function isFull(group: readonly Waiting[]): boolean {
  return group.length >= groupSizeMax || group.reduce((sum, { makingMs }) => sum + makingMs, 0) >= groupMakingMsMax
}

/** The first of those that wait, until they are a full group. */
function groupOf(waiting: readonly Waiting[]): readonly Waiting[] {
  const group: Waiting[] = []
  for (const one of waiting) {
    if (isFull(group)) break
    group.push(one)
  }
  return group
}

/**
 * A group begins only once the one before it is shown, so the tree is at most one group behind. A commit record that cannot be written
 * ends the run; a path that cannot be shown stays pending, and is tried once more when the run ends.
 *
 * @returns up to which number the tree's queue was tried.
 */
async function publishAndShow(group: readonly Waiting[], options: GroupsOptions, triedUpTo: number): Promise<number> {
  await publishGroup(group, options)
  try {
    const { upTo } = await drainOutbox(options.drain, triedUpTo)
    options.passed('settle')
    return upTo
  } catch (error) {
    options.stop(error)
    throw error
  }
}

/** Storage did not take the group before this one, so nothing more is published. */
function rejectGroup(group: readonly Waiting[], error: unknown): void {
  for (const { reject } of group) reject(error)
}

/** Rows 6 and 7; whoever waits for an item goes on as soon as it is durable. */
async function publishGroup(
  group: readonly Waiting[],
  { ledger, store, clock, run, environment, passed, prove }: GroupsOptions,
): Promise<void> {
  let pinned: readonly Waiting[]
  try {
    await prove()
    pinned = await pinObjects(group, ledger)
  } catch (error) {
    return rejectGroup(group, error)
  }
  const ready = await passedBy(pinned, ({ staged }) => staged && store.objects.put(staged))
  try {
    // Only now does a ledger row name the objects: their bytes were flushed when they were staged, their names are flushed here.
    await store.objects.flush()
    passed('put')
    const results = await ledger.publish({ run, environment, at: clock.now(), items: ready.map(({ item }) => item) })
    passed('publish')
    for (const [index, { resolve }] of ready.entries()) resolve(results[index]!)
  } catch (error) {
    for (const { reject } of ready) reject(error)
  }
}

/** All at once, which a group's size bounds. @returns those that passed; the others are rejected. */
async function passedBy(group: readonly Waiting[], act: (waiter: Waiting) => Promise<void> | undefined): Promise<readonly Waiting[]> {
  const passed = await Promise.all(
    group.map(async waiter => {
      try {
        await act(waiter)
        return [waiter]
      } catch (error) {
        waiter.reject(error)
        return []
      }
    }),
  )
  return passed.flat()
}

/** Pins what the group puts, in one question. @returns those whose objects may be put, and those that put none */
async function pinObjects(group: readonly Waiting[], ledger: Ledger): Promise<readonly Waiting[]> {
  const wanted = group.flatMap(waiter => pinsOf(waiter).map(pin => ({ waiter, pin })))
  const answers = wanted.length === 0 ? [] : await ledger.pin(wanted.map(({ pin }) => pin))
  const denied = new Set<Waiting>()
  for (const [index, { waiter, pin }] of wanted.entries()) {
    const answer = answers[index]!
    if (answer.kind === 'pinned' || denied.has(waiter)) continue
    denied.add(waiter)
    waiter.reject(answer.kind === 'lost' ? leaseLost(pin.lease) : erasePending(answer.erasure, pin.sha256))
  }
  return group.filter(waiter => !denied.has(waiter))
}

function pinsOf({ item, staged }: Waiting): readonly Pin[] {
  if (item.kind !== 'materialize' || !staged) return []
  return staged.artifact.members.map(({ sha256 }) => ({ lease: item.lease, sha256 }))
}
