/** Loading: what is asked for, found by ordinal whatever the order, and never mistaken where it was not asked for. */
import { everything, nothing, type PartitionSet, subsetOf, subsetOfRanges } from '@varve/partitions'
import fc from 'fast-check'
import { daily, dynamicSegments } from 'varve'
import { describe, expect, test } from 'vitest'
import type { Judged, JudgedRequest, Rows } from '../../../packages/core/src/ledger/judged.ts'
import type { Materialization } from '../../../packages/core/src/ledger/records.ts'
import { loading } from '../../../packages/core/src/plan/loading.ts'
import type { PlanNode } from '../../../packages/core/src/plan/node.ts'
import { rowColumns } from '../../../packages/core/src/plan/row-columns.ts'
import { stepOf } from '../../../packages/core/src/plan/step.ts'
import { sampleOf } from '../../support/sample.ts'
import { erasureOf, graphOf, hexOf, judgedFrom, type LedgerGiven, madeOf, refusalOf } from './plan-cases.ts'

const days = daily({ start: '2001-01-01', end: '2001-01-05' })
const node = nodeOf(days)
const { partitions } = node

function nodeOf(set: PartitionSet): PlanNode {
  return { ...graphOf({ asset: {} }).get('asset')!, partitions: set.asOf(Date.UTC(2001, 1, 1), { keysOf: () => [] }) }
}

/** What is asked, in the order asked. */
function watched(given: LedgerGiven) {
  const requests: JudgedRequest[] = []
  const ask = async (request: JudgedRequest): Promise<Judged> => {
    requests.push(request)
    return judgedFrom(given, request)
  }
  return { requests, loaded: loading(ask, 'main') }
}

const made = (ordinal: number, version: string, changed: Partial<Materialization> = {}) => madeOf(stepOf(node, ordinal), version, changed)
const at = (...ordinals: readonly number[]) => subsetOf(partitions, ordinals)

describe('what is loaded', () => {
  const current = [made(0, 'v2'), made(1, 'v1', { windows: [] })]
  const earlier = [made(0, 'v1', { sequence: 3 })]
  const refusals = [refusalOf(stepOf(node, 0), hexOf('v3'), { sequence: 9 }), refusalOf(stepOf(node, 0), hexOf('v3'))]
  const erasure = erasureOf(stepOf(node, 2))
  const beforeErasure = [made(2, 'v1')]
  const given = { current, earlier, refusals, erasures: [erasure], beforeErasure, losses: [earlier[0]!.artifact.sha256] }

  test('rows, versions, refusals and erasures by ordinal', async () => {
    const { loaded } = watched(given)
    await loaded.require([{ node, current: everything(partitions), others: everything(partitions) }])
    const asset = loaded.of('asset')
    expect(asset.row(0)).toMatchObject({ partition: '2001-01-01', version: hexOf('v2'), content: hexOf('content of v2'), isLost: false })
    expect(asset.versions(0)).toMatchObject([{ version: hexOf('v2') }, { sequence: 3, version: hexOf('v1'), isLost: true }])
    expect(asset.refusal(0, hexOf('v3'))).toMatchObject({ sequence: 9 })
    expect(asset.refusal(0, hexOf('v2'))).toBeUndefined()
    expect(asset.erasure(2)).toEqual(erasure)
    expect(asset.beforeErasure(2)).toMatchObject({ version: hexOf('v1') })
    expect([asset.row(3), asset.versions(3), asset.erasure(3), asset.beforeErasure(3)]).toEqual([undefined, [], undefined, undefined])
  })

  test('what was made for other windows is pointed at, and is no row', async () => {
    const { loaded } = watched(given)
    await loaded.require([{ node, current: at(1), others: nothing(partitions) }])
    expect(loaded.of('asset').row(1)).toBeUndefined()
    expect(loaded.of('asset').pointed(1)).toMatchObject({ windows: [] })
  })

  test('a row holds what its materialization says, with one window or more, or none that anybody wrote down', () => {
    const two = [1, 2].map(day => ({ dimension: `day${day}`, start: day, end: day + 1 }))
    for (const windows of [null, [], two.slice(1), two]) {
      const one = made(0, 'v1', { windows })
      const [judged] = judgedFrom(
        { current: [one] },
        { environment: 'main', assets: [{ asset: 'asset', current: 'all', others: [] }] },
      ).assets
      const row = rowColumns('asset', judged!.current, new Set()).rowOf('2001-01-01')!
      const { asset, partition, sequence, version, content, isLost } = row
      expect({ asset, partition, sequence, version, content, windows: row.windows, isLost, stored: row.basis.stored }).toEqual({
        asset: 'asset',
        partition: '2001-01-01',
        sequence: one.sequence,
        version: one.version,
        content: one.artifact.sha256,
        windows,
        isLost: false,
        stored: one.stored,
      })
    }
  })
})

describe('what was not loaded is never taken for what is not there', () => {
  test.each(['row', 'pointed', 'versions', 'erasure', 'beforeErasure'] as const)('%s', async question => {
    const { loaded } = watched({})
    const ask = () => loaded.of('asset')[question](1)
    expect(ask).toThrow(expect.objectContaining({ code: 'INVARIANT_BROKEN' }))
    await loaded.require([{ node, current: at(0), others: at(0) }])
    expect(ask).toThrow('asset@2001-01-02 is judged before it is loaded')
    await loaded.require([{ node, current: at(1), others: at(1) }])
    expect(ask).not.toThrow()
    loaded.forget('asset')
    expect(ask).toThrow(expect.objectContaining({ code: 'INVARIANT_BROKEN' }))
  })

  test('current rows are not the others, nor the other way round', async () => {
    const { loaded } = watched({})
    await loaded.require([{ node, current: at(0), others: at(1) }])
    const asset = loaded.of('asset')
    expect(() => asset.versions(0)).toThrow('before it is loaded')
    expect(() => asset.refusal(0, '')).toThrow('before it is loaded')
    expect(() => asset.row(1)).toThrow('before it is loaded')
    expect([asset.erasure(0), asset.erasure(1)]).toEqual([undefined, undefined])
  })
})

describe('only what is not loaded yet is asked for', () => {
  test('several assets in one question, each once', async () => {
    const { requests, loaded } = watched({})
    const other = { ...node, name: 'other' }
    await loaded.require([
      { node, current: at(0), others: nothing(partitions) },
      { node: other, current: at(3), others: at(3) },
      { node, current: at(1), others: at(1) },
    ])
    await loaded.require([{ node, current: subsetOfRanges(partitions, [[0, 3]]), others: at(1) }])
    await loaded.require([{ node: other, current: at(3), others: at(3) }])
    expect(requests.map(({ assets }) => assets)).toEqual([
      [
        { asset: 'asset', current: ['2001-01-01', '2001-01-02'], others: ['2001-01-02'] },
        { asset: 'other', current: ['2001-01-04'], others: ['2001-01-04'] },
      ],
      [{ asset: 'asset', current: ['2001-01-03'], others: [] }],
    ])
  })

  test('all of a large set is asked for as such; nothing of a set without partitions is asked for, and is loaded', async () => {
    const { requests, loaded } = watched({})
    const large = { ...nodeOf(daily({ start: '2000-01-01' })), name: 'large' }
    const empty = { ...nodeOf(dynamicSegments('none')), name: 'empty' }
    await loaded.require([
      { node: large, current: everything(large.partitions), others: nothing(large.partitions) },
      { node: empty, current: everything(empty.partitions), others: everything(empty.partitions) },
    ])
    expect(requests.map(({ assets }) => assets)).toEqual([[{ asset: 'large', current: 'all', others: [] }]])
    expect(loaded.of('empty')).toBeDefined()
  })
})

describe('rows are found by key', () => {
  const keys = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 4 }), { minLength: 1, maxLength: 30 })
  const copies = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 30, maxLength: 30 })

  test('in whatever order they lie and are asked for, also keys that are not there', () => {
    fc.assert(
      fc.property(
        keys,
        copies,
        fc.constantFrom('code units', 'bytes', 'given'),
        fc.array(fc.nat(40), { maxLength: 80 }),
        (all, counts, order, asked) => {
          const texts = all.map(key => key.replaceAll('\n', ''))
          const present = sorted([...new Set(texts)].slice(0, Math.ceil(texts.length * 0.7)), order)
          const list = present.flatMap((key, index) =>
            Array.from({ length: counts[index]! }, (_, copy) => ({ key, sequence: index * 10 + copy })),
          )
          const columns = rowColumns('asset', rowsWith(list), new Set())
          for (const index of asked) {
            const key = texts[index % texts.length]!
            const wanted = list.filter(one => one.key === key).map(({ sequence }) => sequence)
            expect(columns.rowsOf(key).map(({ sequence }) => sequence)).toEqual(wanted)
            expect(columns.rowOf(key)?.sequence).toBe(wanted[0])
          }
          for (const key of present) expect(columns.rowOf(key)?.partition).toBe(key)
        },
      ),
      { numRuns: sampleOf(500) },
    )
  })

  function sorted(list: readonly string[], order: string): readonly string[] {
    if (order === 'given') return list
    return list.toSorted((one, other) => {
      if (order === 'bytes') return Buffer.compare(Buffer.from(one), Buffer.from(other))
      return one < other ? -1 : 1
    })
  }

  function rowsWith(list: readonly { readonly key: string; readonly sequence: number }[]): Rows {
    const nothing = new Float64Array(list.length).fill(Number.NaN)
    const basis = { definitionHash: '', configHash: '', contract: null, stored: null, inputs: [], dimensions: [], complete: true }
    return {
      count: list.length,
      keys: list.map(({ key }) => `${key}\n`).join(''),
      materializations: Float64Array.from(list, ({ sequence }) => sequence),
      versions: '0'.repeat(64 * list.length),
      contents: '0'.repeat(64 * list.length),
      basis: new Uint32Array(list.length),
      bases: [basis],
      starts: nothing,
      ends: nothing,
      windows: {},
    }
  }
})
