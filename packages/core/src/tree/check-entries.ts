/** Whether the tree still shows what it was given: a look at each file, and a hash of those that are not what they were. */
import type { Clock } from '../foundation/clock.ts'
import type { Member } from '../io/artifact.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { ObjectState } from '../io/objects.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Loss, Materialization } from '../ledger/records.ts'
import type { TreeEntry } from '../ledger/tree-ledger.ts'
import { recordLosses, requireOurs } from '../object/record-losses.ts'
import { treeFolder } from './folders.ts'
import { stampOf } from './show-artifact.ts'

export interface CheckedTree {
  /** Entries that are wrong or missing; they are pending now. */
  readonly wrong: readonly TreeEntry[]
  /** Objects that the tree cannot be shown from: absent, or damaged through a link of the tree. They are recorded, and the damaged ones set aside. */
  readonly lost: readonly Loss[]
}

export interface TreeCheck {
  readonly ledger: Ledger
  readonly store: ArtifactStore
  readonly clock: Clock
  readonly boot: string | null
}

const entriesAtOnce = 64

/** @param entries settled ones; those that are pending or hidden are passed over. @throws ROOT_MISSING where the root went away meanwhile */
export async function checkEntries(check: TreeCheck, entries: readonly TreeEntry[]): Promise<CheckedTree> {
  const { ledger, store, boot } = check
  if (store.tree.mode === 'none') return { wrong: [], lost: [] }
  const settled = entries.filter(({ pending, hidden }) => !pending && !hidden)
  const changed: Look[] = []
  for (let start = 0; start < settled.length; start += entriesAtOnce) {
    const looks = await Promise.all(settled.slice(start, start + entriesAtOnce).map(entry => look(entry, store)))
    await confirm(
      ledger,
      boot,
      looks.filter(({ entry, stamp }) => stamp === entry.stamp && stamp !== null && entry.boot !== boot),
    )
    changed.push(...looks.filter(({ entry, stamp }) => stamp === null || stamp !== entry.stamp))
  }
  return hashEntries(check, changed)
}

/** Hashes every entry, whatever its stamp: what is wrong is pending afterwards. */
export async function repairEntries(check: TreeCheck, entries: readonly TreeEntry[]): Promise<CheckedTree> {
  const hidden = entries.filter(entry => entry.hidden)
  await check.ledger.tree.showAgain(hidden)
  const shown = entries.filter(entry => !entry.hidden)
  const { wrong, lost } = await hashEntries(check, await Promise.all(shown.map(entry => look(entry, check.store))))
  return { wrong: [...hidden, ...wrong], lost }
}

/** What lies there now. */
interface Look {
  readonly entry: TreeEntry
  readonly stamp: string | null
}

async function look(entry: TreeEntry, store: ArtifactStore): Promise<Look> {
  return { entry, stamp: (await stampOf(store.tree, treeFolder(entry), entry.names)) ?? null }
}

async function hashEntries({ ledger, store, clock, boot }: TreeCheck, looks: readonly Look[]): Promise<CheckedTree> {
  const objects = objectsOnce(ledger, store)
  const same: Look[] = []
  const wrong: TreeEntry[] = []
  for (let start = 0; start < looks.length; start += entriesAtOnce) {
    const few = looks.slice(start, start + entriesAtOnce)
    const sequences = few.map(({ entry }) => entry.materialization)
    const materializations = await ledger.bySequence(sequences)
    for (const [index, one] of few.entries()) {
      if (await showsItsContent(one.entry, materializations[index]!, ledger, store, objects)) same.push(one)
      else wrong.push(one.entry)
    }
  }
  await confirm(ledger, boot, same)
  const lost = objects.lost()
  await recordLosses({ ledger, store, clock }, lost)
  return { wrong, lost }
}

async function confirm(ledger: Ledger, boot: string | null, looks: readonly Look[]): Promise<void> {
  if (looks.length === 0) return
  const confirmed = looks.map(({ entry: { environment, folder, number }, stamp }) => ({ environment, folder, number, stamp }))
  await ledger.tree.confirm(confirmed, boot)
}

/** Where it does not, the entry is pending again; and a wrong file that cannot be replaced, since its object is lost, leaves the tree. */
async function showsItsContent(
  entry: TreeEntry,
  { artifact }: Materialization,
  ledger: Ledger,
  store: ArtifactStore,
  objects: ObjectStates,
): Promise<boolean> {
  const folder = treeFolder(entry)
  const hashes = await Promise.all(artifact.members.map(({ name }) => store.tree.hash(`${folder}/${name}`)))
  const wrong = artifact.members.filter(({ sha256 }, index) => hashes[index] !== sha256)
  if (wrong.length === 0) return true
  const states = await Promise.all(wrong.map(member => objects.state(member)))
  await ledger.tree.showAgain([entry])
  if (states.every(state => state === 'ok')) return false
  await store.tree.hide(
    folder,
    wrong.map(({ name }) => name),
    entry.environment,
  )
  await ledger.tree.showAgain([entry]) // whoever has shown it between the two shows it again
  return false
}

interface ObjectStates {
  state(member: Member): Promise<ObjectState>
  lost(): readonly Loss[]
}

/** Many entries may show one object: it is hashed once, and set aside once. */
function objectsOnce(ledger: Ledger, store: ArtifactStore): ObjectStates {
  const known = new Map<string, Promise<ObjectState>>()
  const lost: Loss[] = []
  const look = async (member: Member) => {
    const state = await store.objects.hash(member)
    if (state !== 'ok') await requireOurs({ ledger, store })
    if (state === 'corrupt') await store.objects.setAside(member)
    if (state !== 'ok') lost.push({ sha256: member.sha256, found: state })
    return state
  }
  return {
    state: member => {
      const before = known.get(member.sha256)
      if (before) return before
      const now = look(member)
      known.set(member.sha256, now)
      return now
    },
    lost: () => lost,
  }
}
