/** The objects of what was published, each hashed once as its first materialization comes by: no list of these is held. */
import { erasedBy } from '../../erase/erased-by.ts'
import { referenceText } from '../../foundation/reference-text.ts'
import { materializationPages } from '../../ledger/pages.ts'
import type { Loss, Materialization } from '../../ledger/records.ts'
import { withSnapshot } from '../../ledger/with-snapshot.ts'
import type { Project } from '../../project/open-project.ts'
import { currentAmong, type Damage, type DamagedObject, damageDocument, heldAmong } from './damage.ts'
import { pointedPages } from './pointed.ts'

export interface VerifiedObjects {
  /** Objects that were hashed. */
  readonly checked: number
  readonly corrupted: readonly DamagedObject[]
  readonly missing: readonly DamagedObject[]
  /** Known as lost before, and of versions that are current nowhere: nothing needs them. */
  readonly lost: readonly DamagedObject[]
  /** Hashes of objects that were known as lost, and are as they were stored. */
  readonly wholeAgain: readonly string[]
  /** Partitions of which something was erased. */
  readonly erased: number
}

/** @param environment null for everything that was made, also what no pointer names any more. */
export async function verifyObjects(
  project: Project,
  environment: string | null,
  isSelected: (asset: string) => boolean,
): Promise<VerifiedObjects> {
  const { ledger, store } = project
  const { known, erasures } = await withSnapshot(ledger, async snapshot => ({
    known: new Set((await snapshot.losses()).map(({ sha256 }) => sha256)),
    erasures: await snapshot.erasures(),
  }))
  const erasureOf = erasedBy(erasures)
  const erased = new Set<string>()
  const hashed = new Set<string>()
  const damaged = new Map<string, Damage>()
  const wholeAgain: string[] = []
  for await (const one of inTurn(project, environment)) {
    const { asset, partition, artifact } = one.materialization
    if (!isSelected(asset)) continue
    const name = referenceText(asset, partition)
    if (erasureOf(one.materialization)) {
      erased.add(name)
      continue
    }
    for (const [place, member] of artifact.members.entries()) {
      const { sha256 } = member
      if (!hashed.has(sha256)) {
        hashed.add(sha256)
        const found = await store.objects.hash(member)
        if (found !== 'ok') damaged.set(sha256, { member, found, readers: [] })
        else if (known.has(sha256)) wholeAgain.push(sha256)
      }
      damaged.get(sha256)?.readers.push({ order: one.order, place, name })
    }
  }
  // What was erased while the objects were hashed is removed on purpose.
  const held = await heldAmong([...damaged.keys()], ledger)
  const current = await currentAmong(
    [...damaged.keys()].filter(sha256 => known.has(sha256)),
    ledger,
  )
  const isPast = (sha256: string): boolean => known.has(sha256) && !current.has(sha256)
  const documents = (past: boolean, found: Loss['found']) =>
    [...damaged.values()]
      .filter(({ member: { sha256 }, found: as }) => as === found && held.has(sha256) && isPast(sha256) === past)
      .map(damage => damageDocument(damage, store))
      .sort((one, other) => one.order - other.order || one.place - other.place)
      .map(({ object }) => object)
  return {
    checked: hashed.size,
    corrupted: documents(false, 'corrupt'),
    missing: documents(false, 'missing'),
    lost: [...documents(true, 'corrupt'), ...documents(true, 'missing')],
    wholeAgain,
    erased: erased.size,
  }
}

/** A materialization, and where it comes in documents. */
interface InTurn {
  readonly order: number
  readonly materialization: Materialization
}

async function* inTurn({ ledger }: Project, environment: string | null): AsyncGenerator<InTurn> {
  if (environment === null) {
    const pages = materializationPages(page => withSnapshot(ledger, snapshot => snapshot.materializations(page)), 'all')
    for await (const page of pages) for (const materialization of page) yield { order: materialization.sequence, materialization }
    return
  }
  let order = 0
  for await (const page of pointedPages(ledger, environment)) {
    for (const { materialization } of page) yield { order: order++, materialization }
  }
}
