/** Every question to a snapshot about what a test names, with answers that can be compared: those of two ledgers, or of one at two times. */
import { canonicalJson } from '../../foundation/canonical.ts'
import type { Basis, Judged, Rows } from '../judged.ts'
import type { NamedWindow } from '../records.ts'
import type { LedgerSnapshot } from '../snapshot.ts'

/** What is asked about. */
export interface Named {
  readonly environments: readonly string[]
  readonly assets: readonly string[]
  readonly partitions: readonly string[]
  /** Of members. */
  readonly hashes: readonly string[]
  readonly externals: readonly string[]
  /** Of externals. */
  readonly versions: readonly string[]
  readonly contracts: readonly string[]
  readonly sets: readonly string[]
  readonly runs: readonly string[]
}

/** By the text of the question. */
export async function everyAnswer(snapshot: LedgerSnapshot, named: Named): Promise<Readonly<Record<string, unknown>>> {
  const { environments, assets, partitions, hashes, externals, versions, contracts, sets, runs } = named
  const { sequence } = snapshot
  const answers: Record<string, unknown> = { sequence }
  const places = assets.flatMap(asset => partitions.map(partition => ({ asset, partition })))
  const pointers = environments.flatMap(environment => places.map(place => ({ environment, ...place })))
  const points = [0, Math.floor(sequence / 2), sequence - 1, sequence, sequence + 10]

  for (const environment of environments) {
    answers[`assets in ${environment}`] = await snapshot.assets(environment)
    const whole = assets.map(asset => ({ asset, current: 'all', others: 'all' }) as const)
    answers[`judged in ${environment}`] = readable(await snapshot.judged({ environment, assets: whole }))
    const some = assets.flatMap(asset => partitions.map(partition => ({ asset, current: [partition], others: [...partitions].reverse() })))
    answers[`judged in ${environment}, some`] = readable(await snapshot.judged({ environment, assets: some }))
  }
  for (const after of points) answers[`moved after ${after}`] = await snapshot.moved(assets.map(asset => ({ asset, after })))
  answers.observations = await snapshot.observations(externals)
  const judged = externals.flatMap(external => versions.flatMap(version => contracts.map(contract => ({ external, version, contract }))))
  answers['external verdicts'] = await snapshot.externalVerdicts(judged)
  answers['dynamic keys'] = await snapshot.dynamicKeys()

  answers.current = await snapshot.current(pointers)
  for (const asOf of points) answers[`current at ${asOf}`] = await snapshot.currentAt(pointers.map(pointer => ({ ...pointer, asOf })))
  for (const { asset, partition } of places) answers[`history of ${asset} ${partition}`] = await snapshot.history(asset, partition)
  const all = await snapshot.materializations({ which: 'all', before: null, limit: 1_000_000 })
  answers.materializations = all
  answers['materializations, a page'] = await snapshot.materializations({ which: 'all', before: Math.ceil(sequence / 2), limit: 3 })
  for (const asset of assets) {
    answers[`materializations of ${asset}`] = await snapshot.materializations({ which: { of: asset }, before: null, limit: 4 })
    answers[`materializations reading ${asset}`] = await snapshot.materializations({
      which: { reading: asset },
      before: sequence,
      limit: 4,
    })
    answers[`windows of ${asset}`] = inOrder(await snapshot.windowsOf(asset))
  }
  answers['by sequence'] = await snapshot.bySequence(all.map(({ sequence }) => sequence))
  answers.holders = await snapshot.holdersOf(hashes)
  for (const hash of hashes) answers[`holders of ${hash}`] = await snapshot.holdersOf([hash])

  answers.environments = await snapshot.environments()
  answers.pointers = await snapshot.pointers({ environment: null, after: null, limit: 1_000_000 })
  for (const after of pointers)
    answers[`pointers after ${JSON.stringify(after)}`] = await snapshot.pointers({ environment: null, after, limit: 2 })

  answers['erasure of'] = await snapshot.erasureOf(places)
  answers.erasures = await snapshot.erasures()
  answers.removals = await snapshot.removals()
  answers.losses = await snapshot.losses()

  for (const set of sets) answers[`known keys of ${set}`] = await snapshot.knownKeys(set)
  answers.runs = [await snapshot.runs('all'), await snapshot.runs(runs)]

  const commits = await snapshot.commits(0, 1_000_000)
  answers.commits = [commits, await snapshot.commits(Math.floor(sequence / 2), 2)]
  answers['newest commits'] = [await snapshot.newestCommit('any'), await snapshot.newestCommit('settled')]
  for (const { sequence } of [...commits.slice(-3), { sequence: 1 }]) {
    const bytes = await snapshot.commitBytes(sequence)
    answers[`commit ${sequence}`] = [await snapshot.commit(sequence), bytes && new TextDecoder().decode(bytes)]
  }
  answers.facts = await snapshot.facts(0, sequence + 10)
  answers['facts, some'] = await snapshot.facts(Math.floor(sequence / 3), Math.floor((sequence * 2) / 3))
  return answers
}

/** One row of columns. */
export interface Row {
  readonly key: string
  readonly materialization: number
  readonly version: string
  readonly content: string
  readonly basis: Basis
  /** Null where it has none. */
  readonly window: { readonly start: number; readonly end: number } | null
  /** Where it has more than one. */
  readonly windows: readonly NamedWindow[] | undefined
}

/** @throws where columns are not as long as the rows are many */
export function rowsIn({ count, keys, materializations, versions, contents, basis, bases, starts, ends, windows }: Rows): readonly Row[] {
  const names = keys.split('\n')
  const lengths = [
    names.length - 1,
    materializations.length,
    versions.length / 64,
    contents.length / 64,
    basis.length,
    starts.length,
    ends.length,
  ]
  if (names.at(-1) !== '' || lengths.some(length => length !== count)) throw new Error(`columns of ${count} rows: ${lengths.join(', ')}`)
  if (bases.some((_, place) => !basis.includes(place))) throw new Error('a basis has no row')
  return Array.from({ length: count }, (_, row) => ({
    key: names[row]!,
    materialization: materializations[row]!,
    version: versions.slice(row * 64, row * 64 + 64),
    content: contents.slice(row * 64, row * 64 + 64),
    basis: bases[basis[row]!]!,
    window: Number.isNaN(starts[row]) ? null : { start: starts[row]!, end: ends[row]! },
    windows: windows[row],
  }))
}

function readable({ sequence, assets }: Judged): unknown {
  return {
    sequence,
    assets: assets.map(({ current, versions, beforeErasure, ...rest }) => ({
      ...rest,
      current: rowsIn(current),
      versions: rowsIn(versions),
      beforeErasure: rowsIn(beforeErasure),
    })),
  }
}

function inOrder(list: readonly unknown[]): readonly string[] {
  return list.map(canonicalJson).sort()
}
