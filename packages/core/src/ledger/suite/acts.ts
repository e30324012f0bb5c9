/** Random acts on a ledger and another: mostly what runs do, and now and then what they do too late or should not. */
import { artifactOf, type Member } from '../../io/artifact.ts'
import type { Lease, LeaseKey, NewMaterialization, PublishItem } from '../ledger.ts'
import type { Sequence } from '../records.ts'
import type { TreeClaim, TreeEntry } from '../tree-ledger.ts'
import { erasureOf, hashOf, holder, made, minute, refusal, verdict } from './cases.ts'
import type { Both, LedgerPair } from './pair.ts'
import type { Named } from './questions.ts'

export const named: Named = {
  environments: ['dev', 'main'],
  assets: ['asset', 'other', 'upstream'],
  partitions: ['', 'a', 'b', '\u{ffee}', '\u{1f600}'],
  hashes: ['m0', 'm1', 'm2', 'm3', 'm4'].map(hashOf),
  externals: ['raw', 'rates'],
  versions: ['x1', 'x2'],
  contracts: ['c1', 'c2'].map(hashOf),
  sets: ['tenants'],
  runs: ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9'],
}

export interface Random {
  /** Below a number. */
  below(count: number): number
  of<T>(list: readonly T[]): T
  /** So often in a hundred. */
  in100(times: number): boolean
  some<T>(list: readonly T[], most: number): readonly T[]
}

/** What a history has come by so far. */
interface Known {
  readonly runs: string[]
  leases: Both<Lease>[]
  readonly made: { readonly sequence: Sequence; readonly asset: string; readonly partition: string }[]
  readonly published: { readonly lease: Both<Lease>; readonly materialization: NewMaterialization }[]
  claims: Both<TreeClaim>[]
  commits: readonly Sequence[]
  minutes: number
  names: number
}

/** @returns one more act; its name says which. */
export function randomActs(pair: LedgerPair, random: Random): () => Promise<void> {
  const known: Known = { runs: [], leases: [], made: [], published: [], claims: [], commits: [], minutes: 0, names: 0 }
  const { assets, environments, externals, hashes, partitions } = named
  const at = () => minute(known.minutes)
  const environment = () => random.of(environments)
  const run = () => (random.in100(75) ? known.runs.at(-1)! : random.of(known.runs))
  const place = () => ({ asset: random.of(assets), partition: random.of(partitions) })
  const key = (): LeaseKey => ({ ...place(), version: hashOf(random.of(['v1', 'v2', 'v3'])) })
  const newest = async () => {
    const answers = await pair.ask('the newest sequence', async ledger => {
      const { sequence } = await ledger.judged({ environment: 'main', assets: [] })
      return sequence
    })
    return answers![0]
  }
  const earlier = async () => {
    const sequence = await newest()
    return random.in100(50) ? sequence : random.below(sequence + 1)
  }
  const pointed = async (environment: string, asset: string, partition: string): Promise<Sequence | null> => {
    const request = { environment, assets: [{ asset, current: [partition], others: [] }] }
    const answers = await pair.ask('what is current', async ledger => {
      return (await ledger.judged(request)).assets[0]!.current.materializations[0] ?? null
    })
    return random.in100(85) ? answers![0] : random.of([null, 1, answers![0]])
  }
  const materialization = ({ asset, partition, version }: LeaseKey, by: string): NewMaterialization => {
    known.names += 1
    const member = (name: string): Member => ({ name, sha256: random.of(hashes), bytes: 12 })
    const window = (dimension: string) => ({ dimension, start: minute(random.below(3)), end: minute(60) })
    const base = made(`m${known.names}`, by, partition, random.of(['v1', 'v2']))
    const [input] = base.lineage
    return {
      ...base,
      ...{ asset, version, folder: `${asset}/${random.of(['one', 'two'])}/${partition}` },
      artifact: artifactOf(random.in100(30) ? [member('a.json'), member('b.json')] : [member('a.json')], random.of([3, null])),
      windows: random.of([null, [], [window('day')], [window('day'), window('week')]]),
      contract: random.of([null, base.contract, { hash: hashOf('contract'), verdict: verdict('contract', false) }]),
      stored: random.in100(80) ? base.stored : null,
      lineage: random.some(assets, 3).map((asset, index) => ({ ...input!, input: `input ${index}`, asset })),
      complete: random.in100(80),
    }
  }

  const lease = async () => {
    const keys = await Promise.all(
      Array.from({ length: 1 + random.below(3) }, async () => ({ ...key(), asOf: random.in100(30) ? await earlier() : null })),
    )
    const request = { run: run(), environment: environment(), keys }
    const answers = await pair.ask('lease', ledger => ledger.lease(request))
    for (const [index, one] of (answers?.[0] ?? []).entries()) {
      const other = answers![1][index]!
      if (one.granted && other.granted) known.leases.push([one, other])
    }
  }
  const held = () => (random.in100(85) ? known.leases : known.published.map(({ lease }) => lease))
  const drop = (lost: readonly Both<Lease>[]) => {
    known.leases = known.leases.filter(lease => !lost.includes(lease))
  }
  const publish = async () => {
    const by = run()
    const [environmentOf, group] = [
      environment(),
      random.some(
        known.leases.filter(([{ run }]) => run === by || random.in100(3)),
        3,
      ),
    ]
    const items: ((side: 0 | 1) => PublishItem)[] = []
    for (const lease of group) {
      const { asset, partition } = lease[0]
      const expected = await pointed(environmentOf, asset, partition)
      const materializationOf = materialization(lease[0], by)
      known.published.push({ lease, materialization: materializationOf })
      items.push(side => ({ kind: 'materialize', lease: lease[side], materialization: materializationOf, expected }))
    }
    if (known.published.length > 0 && random.in100(10)) {
      const { lease, materialization } = random.of(known.published)
      const expected = await pointed(environmentOf, materialization.asset, materialization.partition)
      items.push(side => ({ kind: 'materialize', lease: lease[side], materialization, expected }))
    }
    if (known.made.length > 0 && random.in100(40)) {
      const { sequence, asset, partition } = random.of(known.made)
      const expected = await pointed(environmentOf, asset, partition)
      const to = random.in100(97) ? sequence : 1
      items.push(() => ({ kind: 'move', asset, partition, to, expected }))
    }
    await pair.ask('publish', (ledger, side) =>
      ledger.publish({ run: by, environment: environmentOf, at: at(), items: items.map(item => item(side)) }),
    )
    drop(group)
    const answers = await pair.ask('what was made', async ledger => {
      const snapshot = await ledger.snapshot()
      const found = await snapshot.materializations({ which: 'all', before: null, limit: 3 })
      await snapshot.close()
      return found.map(({ sequence, asset, partition }) => ({ sequence, asset, partition }))
    })
    known.made.push(...answers![0].filter(({ sequence }) => known.made.every(other => other.sequence !== sequence)))
  }
  const refuse = async () => {
    const [lease] = random.some(held(), 1)
    if (!lease) return
    const { asset, partition, version, run } = random.in100(95) ? lease[0] : { ...lease[0], partition: 'x' }
    const body = { ...refusal(run, partition), asset, version, at: at() }
    await pair.ask('refuse', (ledger, side) => ledger.refuse(body, lease[side]))
  }
  const erase = async () => {
    const places = random.in100(70)
      ? random.some(known.made, 2)
      : random.some(partitions, 2).map(partition => ({ asset: random.of(assets), partition }))
    const erasures = places.map(({ asset, partition }) => ({ ...erasureOf(partition, random.some(hashes, 2), at()), asset }))
    const request = { run: run(), erasures, asOf: await earlier() }
    if (erasures.length > 0) await pair.ask('erase', ledger => ledger.erase(request))
  }
  const keepState = async () => {
    const [asset, identity, sequence] = [random.of(assets), hashOf(random.of(['one', 'two'])), await newest()]
    const [name, before] = [environment(), random.of([null, sequence, random.below(sequence + 1)])]
    const state = { asset, identity, sequence, before, body: Uint8Array.from({ length: random.below(9) }, () => random.below(256)) }
    await pair.ask('keepStates', ledger => ledger.keepStates(name, [state]))
  }
  const claim = async () => {
    const [taken, forMs, name] = [random.some(known.claims, 2), 60_000 * random.below(9), random.of(known.runs)]
    const isDead = random.in100(50)
    const answers = await pair.ask('tree.claim', (ledger, side) => {
      const tokens = taken.map(claim => claim[side].token)
      const [dead, expired] = isDead ? [tokens, []] : [[], tokens]
      return ledger.tree.claim({ holder: holder(name), forMs, limit: 1000, after: 0, dead, expired })
    })
    const [one, other] = answers ?? [null, null]
    if (one && other) known.claims.push([one, other])
  }
  const settle = async () => {
    const [claim] = random.some(known.claims, 1)
    if (!claim) return
    const outcomes = claim[0].tasks.map(() => ({ done: random.in100(80), stamp: random.of([null, 'stamp', 'other']) }))
    const boot = random.of([null, 'boot', 'next'])
    const answers = await pair.ask('tree.settle', (ledger, side) =>
      ledger.tree.settle({
        ...{ token: claim[side].token, boot, forMs: 60_000 },
        outcomes: claim[side].tasks.map((task, index) => ({ task, ...outcomes[index]! })),
      }),
    )
    known.claims = known.claims.filter(other => other !== claim)
    const again = answers?.map((tasks, side) => ({ token: claim[side as 0 | 1].token, tasks }))
    if (again && again[0]!.tasks.length > 0) known.claims.push([again[0]!, again[1]!])
  }
  const entries = async (): Promise<readonly Both<TreeEntry>[]> => {
    const page = { environment: environment(), asset: random.of(assets), after: 0, limit: 1000 }
    const answers = await pair.ask('tree.entries', async ledger => byFolder(await ledger.tree.entries(page)))
    return answers![0].map((entry, index) => [entry, answers![1][index]!])
  }
  const changeTree = async () => {
    const found = random.some(await entries(), 3)
    const [hidden, stamp, boot, how] = [random.in100(50), random.of([null, 'seen']), random.of([null, 'boot', 'next']), random.below(3)]
    await pair.ask(`tree change ${how}`, async ({ tree }, side) => {
      const changed = found.map(both => both[side])
      if (how === 0) await tree.showAgain(changed.map(({ environment, folder }) => ({ environment, folder })))
      if (how === 1) await tree.setHidden(changed.map(({ environment, folder, number }) => ({ environment, folder, number, hidden })))
      if (how === 2)
        await tree.confirm(
          changed.map(({ environment, folder, number }) => ({ environment, folder, number, stamp })),
          boot,
        )
    })
  }
  const lookAtTree = async () => {
    const [name, asset, boot, text] = [environment(), random.of(assets), random.of(['boot', 'next']), random.of(['text', 'text', 'other'])]
    const folders = partitions.flatMap(partition => ['one', 'two'].map(part => `${asset}/${part}/${partition}`))
    await pair.ask('the tree', async ({ tree }) => ({
      pending: await tree.pending(),
      claims: byText(await tree.claims(600_000)),
      suspects: byText(await tree.suspects()),
      at: byFolder(await tree.at(name, folders)),
      otherBoots: byFolder(await tree.ofOtherBoots(boot, 1000)),
      unshown: byFolder(await tree.unshown(1000)),
      compared: await tree.comparedUpTo(name, asset, 'text'),
    }))
    await pair.ask('tree.noteCompared', ({ tree }) => tree.noteCompared(name, asset, text, known.names))
  }
  const clearSuspects = async () => {
    const answers = await pair.ask('tree.suspects', async ({ tree }) => byText(await tree.suspects()))
    if (answers![0].length === 0) return
    const index = random.below(answers![0].length)
    await pair.ask('tree.clearSuspects', ({ tree }, side) => tree.clearSuspects([answers![side][index]!.token]))
  }
  const settleCommits = async () => {
    const answers = await pair.ask('unwrittenCommits', ledger => ledger.unwrittenCommits())
    known.commits = answers![0].map(({ sequence }) => sequence)
    const settled = random.some(known.commits, 3)
    await pair.ask('settleCommits', ledger => ledger.settleCommits(settled))
  }
  const startRun = async () => {
    const id = named.runs[known.runs.length]
    if (id === undefined) return
    const start = { id, environment: environment(), holder: holder(id), at: at(), request: { select: 'asset' }, leaseMs: 5 * 60_000 }
    await pair.ask('startRun', ledger => ledger.startRun(start))
    known.runs.push(id)
  }

  const acts: readonly (readonly [weight: number, act: () => Promise<unknown>])[] = [
    [5, startRun],
    [2, () => ((by: string) => pair.ask('heartbeat', ledger => ledger.heartbeat(by)))(run())],
    [1, () => ((by: string) => pair.ask('endRun', ledger => ledger.endRun(by, 'failed', at())))(run())],
    [
      2,
      async () => {
        known.minutes = random.in100(90) ? known.minutes + random.below(3) : Math.max(0, known.minutes - 5)
        await pair.setClock(at())
      },
    ],
    [2, () => pair.ask('openRuns', ledger => ledger.openRuns())],
    [
      2,
      () => {
        const runs = random.some(known.runs, 2).map(run => ({ run, because: random.of(['dead', 'over', 'over'] as const) }))
        return pair.ask('endAbandoned', ledger => ledger.endAbandoned(runs, at()))
      },
    ],
    [
      1,
      () => {
        const [name, asset, keys] = [environment(), random.of(assets), random.some(['ATL', 'ORD'], 2)]
        return pair.ask('rememberPartitions', ledger => ledger.rememberPartitions(name, { [asset]: { kind: 'segment', keys } }, at()))
      },
    ],
    [16, lease],
    [
      3,
      () => {
        const keys = Array.from({ length: 5 }, key)
        return pair.ask('held', ledger => ledger.held(keys))
      },
    ],
    [
      2,
      () => {
        const given = random.some(held(), 2)
        drop(given)
        return pair.ask('release', (ledger, side) => ledger.release(given.map(lease => lease[side])))
      },
    ],
    [4, refuse],
    [
      4,
      () => {
        const pins = random.some(held(), 3).map(lease => ({ lease, sha256: random.of(hashes) }))
        return pair.ask('pin', (ledger, side) => ledger.pin(pins.map(({ lease, sha256 }) => ({ lease: lease[side], sha256 }))))
      },
    ],
    [16, publish],
    [
      2,
      () => {
        const look = {
          external: random.of(externals),
          version: random.of([null, ...named.versions]),
          bytes: random.of([null, 7]),
          at: at(),
        }
        return pair.ask('observe', ledger => ledger.observe(look))
      },
    ],
    [
      2,
      () => {
        const [external, version] = [random.of(externals), random.of(named.versions)]
        const answer = { ...verdict(random.of(['c1', 'c2']), random.in100(50)), quarantine: null }
        return pair.ask('judgeExternal', ledger => ledger.judgeExternal(external, version, answer))
      },
    ],
    [
      2,
      () => {
        const keys = random.some(['acme', 'Acme', 'globex', 'a\0b', 'é'], 3)
        const isAdded = random.in100(60)
        return pair.ask('keys', ledger => (isAdded ? ledger.addKeys('tenants', keys, at()) : ledger.removeKeys('tenants', keys, at())))
      },
    ],
    [
      4,
      () => {
        const losses = random.some(hashes, 3).map(sha256 => ({ sha256, found: random.of(['missing', 'corrupt'] as const) }))
        return pair.ask('noteLoss', ledger => ledger.noteLoss(losses, at()))
      },
    ],
    [
      2,
      () => {
        const found = random.some(hashes, 2)
        return pair.ask('noteWhole', ledger => ledger.noteWhole(found, at()))
      },
    ],
    [3, erase],
    [2, () => ((by: string) => pair.ask('claimRemovals', ledger => ledger.claimRemovals(by)))(run())],
    [2, () => ((by: string) => pair.ask('settleRemovals', ledger => ledger.settleRemovals(by)))(run())],
    [2, settleCommits],
    [3, keepState],
    [4, claim],
    [4, settle],
    [2, changeTree],
    [2, lookAtTree],
    [1, clearSuspects],
    [2, () => pair.open()],
    [2, () => pair.closeOldest()],
  ]
  const choices = acts.flatMap(([weight, act]) => Array<typeof act>(weight).fill(act))
  return async () => {
    await (known.runs.length === 0 ? startRun() : random.of(choices)())
  }
}

function byFolder(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  return entries.toSorted((one, other) => (`${one.environment} ${one.folder}` < `${other.environment} ${other.folder}` ? -1 : 1))
}

/** In an order that does not depend on numbers. */
function byText<T extends object>(list: readonly T[]): readonly T[] {
  const text = (one: T) => JSON.stringify({ ...one, token: null })
  return list.toSorted((one, other) => (text(one) < text(other) ? -1 : 1))
}
