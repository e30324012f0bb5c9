/** What the identity of states is made of: anything but ledger, clock and externals that decides them. */
import { all, customMapping, daily, dynamicSegments, last, type Mapping, previous, product, same, segments, self } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import type { NodeInput, PlanGraph, PlanNode } from '../../../../packages/core/src/plan/node.ts'
import { stateIdentity } from '../../../../packages/core/src/plan/state/identity.ts'
import { graphOf, type NodeGiven } from '../plan-cases.ts'

const days = daily({ start: '2001-01-01' })

interface Given {
  readonly source?: NodeGiven
  readonly reader?: NodeGiven
  /** Changes of nodes that a definition does not give. */
  readonly changed?: Readonly<Record<string, Partial<PlanNode>>>
}

function identityOf({ source, reader, changed = {} }: Given = {}): string | null {
  const given = graphOf({
    source: { partitions: days, ...source },
    reader: { partitions: days, reads: { source: same, outside: 'external' }, ...reader },
  })
  const graph: PlanGraph = new Map([...given].map(([name, node]) => [name, { ...node, ...changed[name] }]))
  return stateIdentity(graph.get('reader')!, graph)
}

test('the same definitions have the same identity, whatever instant it is', () => {
  expect(identityOf()).toMatch(/^[0-9a-f]{64}$/)
  expect(identityOf({ reader: {} })).toBe(identityOf())
  const later = days.asOf(Date.UTC(2001, 5, 1))
  expect(identityOf({ changed: { source: { partitions: later }, reader: { partitions: later } } })).toBe(identityOf())
})

const input = (fields: Partial<Extract<NodeInput, { kind: 'asset' }>>): Given => ({
  changed: { reader: { inputs: [{ kind: 'asset', name: 'source', asset: 'source', mapping: same, ...fields }] } },
})
const external = (fields: Partial<Extract<NodeInput, { kind: 'external' }>>): Given => ({
  changed: { reader: { inputs: [{ kind: 'external', name: 'outside', asset: 'outside', readHash: 'read', ...fields }] } },
})
const decoded = (revision: number, code: string | null = null): Given => ({
  changed: { source: { decoders: [{ format: { name: 'json', revision, settings: {} }, code }] as unknown as PlanNode['decoders'] } },
})

describe('another identity comes of', () => {
  const changes: readonly { readonly of: string; readonly one: Given; readonly other?: Given }[] = [
    { of: 'other code or config', one: { reader: { definition: 'code 2' } } },
    { of: 'another contract', one: { reader: { contract: 'rules' } } },
    { of: 'another set of its own', one: { reader: { partitions: daily({ start: '2001-01-02' }) } } },
    { of: 'another set upstream', one: { source: { partitions: daily({ start: '2001-01-02' }) } } },
    { of: 'another mapping', one: { reader: { reads: { source: last(2), outside: 'external' } } } },
    { of: 'another form of an input', one: input({ mapping: { ...same, arity: 'maybe' } }), other: input({}) },
    { of: 'another name of an input', one: input({ name: 'other' }), other: input({}) },
    { of: 'another order of inputs', one: { reader: { reads: { outside: 'external', source: same } } } },
    { of: 'one input less', one: { reader: { reads: { source: same } } } },
    { of: 'another external', one: external({ asset: 'other' }), other: external({}) },
    { of: 'another way to read an external', one: external({ readHash: 'read 2' }), other: external({}) },
    { of: 'another revision of the decoder of what is read', one: decoded(2), other: decoded(1) },
    { of: 'other code of a format that is read', one: decoded(1, 'code 2'), other: decoded(1, 'code 1') },
  ]
  test.each(changes)('$of', ({ one, other = {} }) => {
    expect(identityOf(one)).not.toBeNull()
    expect(identityOf(one)).not.toBe(identityOf(other))
  })

  test('an input that is another asset', () => {
    const graph = graphOf({ one: { partitions: days }, two: { partitions: days }, reader: { partitions: days, reads: { one: same } } })
    const reader = graph.get('reader')!
    const other = { ...reader, inputs: [{ kind: 'asset', name: 'one', asset: 'two', mapping: same }] } as const
    expect(stateIdentity(other, graph)).not.toBe(stateIdentity(reader, graph))
  })

  test('another look at the keys of a dynamic set', () => {
    const tenants = dynamicSegments('tenants')
    const at = (...keys: readonly string[]) => tenants.asOf(0, { keysOf: () => keys })
    const withKeys = (...keys: readonly string[]) =>
      identityOf({ changed: { source: { partitions: at(...keys) } }, reader: { reads: { source: all } } })
    expect(withKeys('a', 'b')).toBe(withKeys('b', 'a'))
    expect(withKeys('a', 'b')).not.toBe(withKeys('a', 'c'))
  })
})

describe('there is none', () => {
  const reads = (mapping: Mapping): Given => ({ reader: { reads: { source: mapping } } })

  test('where the code is unknown', () => {
    const graph = graphOf({ one: {} })
    const node = graph.get('one')!
    expect(stateIdentity({ ...node, identity: { ...node.identity, codeVersion: null } }, graph)).toBeNull()
  })

  test('where code decides what is read', () => {
    const mine = customMapping({ name: 'mine', arity: 'one', upstream: ({ key }) => [key], downstream: ({ key }) => [key] })
    const { identity: _, ...plain } = same
    expect([identityOf(reads(mine)), identityOf(reads(plain as Mapping))]).toEqual([null, null])
    expect(identityOf({ reader: { reads: { source: same }, partitions: days } })).not.toBeNull()
  })

  test('where a calendar function may be asked about dates that are no partition', () => {
    const calendar = () => false
    const trading = daily({ start: '2001-01-01', exclude: { calendar } })
    const cells = product({ day: trading, origin: segments(['ATL']) })
    expect(identityOf({ source: { partitions: trading }, reader: { reads: { source: last(2) } } })).toBeNull()
    expect(identityOf({ source: { partitions: trading }, reader: { partitions: trading } })).not.toBeNull()
    expect(identityOf({ source: { partitions: trading }, reader: { partitions: cells, reads: { source: all } } })).not.toBeNull()
  })
})

test('an own past is read as any other asset is', () => {
  const graph = (mapping: Mapping) => {
    const made = graphOf({ one: { partitions: days } })
    const node: PlanNode = { ...made.get('one')!, inputs: [{ kind: 'asset', name: 'past', asset: 'one', mapping }] }
    return stateIdentity(node, new Map([['one', node]]))
  }
  expect(graph(self(previous))).not.toBe(graph(previous))
})
