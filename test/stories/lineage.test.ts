/** Lineage names what was really read, wherever a result was reused since, and however the partitions have changed. */
import {
  all,
  asset,
  catalog,
  daily,
  existingOnly,
  external,
  from,
  history,
  type LineageDocument,
  latest,
  lineage,
  materialize,
  path,
  previous,
  read,
  segments,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

type Lab = ReturnType<typeof memoryConfig>

/** The same ledger and storage under another definition or other config values. */
function changed<L extends Lab>(lab: Lab, to: L): L {
  return { ...to, lab: { ...to.lab, ledger: lab.lab.ledger }, io: lab.io }
}

/** Each edge as `asset@partition <- asset@partition`. */
function edgesOf({ nodes, edges }: LineageDocument): readonly string[] {
  const name = (id: string) => [nodes[id]!.asset, nodes[id]!.partition].filter(part => part !== null).join('@')
  return edges.map(edge => `${name(edge.to)} <- ${name(edge.from)}`)
}

/** `b` reads `a`, which is its config value. */
function numbers(n: number) {
  const a = asset({ config: z.object({ n: z.int().default(0) }), run: (_, { config }) => ({ n: config.n }) })
  const b = asset({ inputs: { a }, run: ({ a }) => ({ twice: a.n * 2 }) })
  return memoryConfig(catalog({ a, b }), { config: { a: { n } } })
}

describe('what another environment reuses', () => {
  test('lineage is the same in the environment that made it and in the one that reuses it', async () => {
    const lab = numbers(1)
    await materialize(lab)
    expect(await materialize(lab, { environment: 'dev' })).toMatchObject({ steps: { done: 0, reused: 2 } })
    const made = await lineage(lab, 'b')
    expect(edgesOf(made)).toEqual(['b <- a'])
    expect(await lineage(lab, 'b', { environment: 'dev' })).toEqual(made)
    const readers = await lineage(lab, 'a', { downstream: true })
    expect(edgesOf(readers)).toEqual(['b <- a'])
    expect(await lineage(lab, 'a', { downstream: true, environment: 'dev' })).toEqual(readers)
  })

  test('an input is not taken for what its own environment held at that time', async () => {
    const one = numbers(1)
    const two = changed(one, numbers(2))
    await materialize(one, { environment: 'dev' })
    await materialize(two)
    expect(await materialize(two, { environment: 'dev' })).toMatchObject({ steps: { done: 0, reused: 2 } })
    const { nodes, edges } = await lineage(two, 'b', { environment: 'dev' })
    expect(edges.map(({ from }) => nodes[from]!.config)).toEqual([{ n: 2 }])
    expect(edgesOf(await lineage(two, 'a', { environment: 'dev', downstream: true }))).toEqual(['b <- a'])
    expect(await lineage(two, 'b', { environment: 'dev' })).toEqual(await lineage(two, 'b'))
  })
})

describe('a result that was made again', () => {
  test('keeps its readers where it came out the same', async () => {
    const lab = numbers(1)
    await materialize(lab)
    const before = await lineage(lab, 'a')
    expect(await materialize(lab, { select: 'a', force: true })).toMatchObject({ steps: { done: 1 } })
    const readers = await lineage(lab, 'a', { downstream: true })
    expect(readers.root).not.toBe(before.root)
    expect(edgesOf(readers)).toEqual(['b <- a'])
  })

  test('keeps none where it came out otherwise', async () => {
    let made = 0
    const a = asset({ run: () => ({ made: made++ }) })
    const lab = memoryConfig(catalog({ a, b: asset({ inputs: { a }, run: ({ a }) => a }) }))
    await materialize(lab)
    await materialize(lab, { select: 'a', force: true })
    expect(edgesOf(await lineage(lab, 'a', { downstream: true }))).toEqual([])
  })
})

/** `a` over some partitions, and `b`, which is one piece made from them all. */
function collected(partitions: ReturnType<typeof daily> | ReturnType<typeof segments>) {
  const a = asset({ partitions, run: (_, { partition }) => ({ key: JSON.stringify(partition) }) })
  const b = asset({ inputs: { a: from(a, { partitions: all }) }, run: ({ a }) => ({ count: a.size }) })
  return memoryConfig(catalog({ a, b }))
}

describe('partitions that the present definition does not have', () => {
  const before = ['b <- a@2001-01-01', 'b <- a@2001-01-02', 'b <- a@2001-01-03']

  test('a set that begins later keeps the lineage of what was made from all of it', async () => {
    const lab = collected(daily({ start: '2001-01-01', end: '2001-01-04' }))
    await materialize(lab)
    const shrunk = changed(lab, collected(daily({ start: '2001-01-03', end: '2001-01-04' })))
    const made = await lineage(shrunk, 'b')
    expect(edgesOf(made)).toEqual(before)
    expect(made).toEqual(await lineage(lab, 'b'))
    expect(edgesOf(await lineage(shrunk, 'a@2001-01-03', { downstream: true }))).toEqual(['b <- a@2001-01-03'])
    await materialize(shrunk)
    expect(edgesOf(await lineage(shrunk, 'b'))).toEqual(['b <- a@2001-01-03'])
    expect(edgesOf(await lineage(shrunk, 'a@2001-01-03', { downstream: true }))).toEqual(['b <- a@2001-01-03', 'b <- a@2001-01-03'])
  })

  test('a set of another kind keeps it too, and old readers do not stand in the way of new ones', async () => {
    const lab = collected(daily({ start: '2001-01-01', end: '2001-01-04' }))
    await materialize(lab)
    const other = changed(lab, collected(segments(['x', 'y'])))
    expect(edgesOf(await lineage(other, 'b'))).toEqual(before)
    await materialize(other)
    expect(edgesOf(await lineage(other, 'b'))).toEqual(['b <- a@x', 'b <- a@y'])
    expect(edgesOf(await lineage(other, 'a@x', { downstream: true }))).toEqual(['b <- a@x'])
  })

  test('an asset that was one piece is not taken for its later partitions', async () => {
    const whole = asset({ run: () => ({ key: 'whole' }) })
    const lab = memoryConfig(catalog({ a: whole, b: asset({ inputs: { a: whole }, run: ({ a }) => a }) }))
    await materialize(lab)
    const parted = changed(lab, collected(segments(['x'])))
    await materialize(parted, { select: 'a' })
    expect(edgesOf(await lineage(parted, 'b'))).toEqual(['b <- a'])
    expect(edgesOf(await lineage(parted, 'a@x', { downstream: true }))).toEqual([])
  })

  test('an input that has left the catalog is still named', async () => {
    const lab = collected(segments(['x']))
    await materialize(lab)
    const alone = changed(lab, memoryConfig(catalog({ b: asset({ run: () => ({ count: 0 }) }) })))
    expect(edgesOf(await lineage(alone, 'b'))).toEqual(['b <- a@x'])
  })
})

test('an external is named by the version that was read', async () => {
  const raw = external<number>({
    description: 'n',
    contract: undefined,
    observe: async () => undefined,
    open: async () => ({ value: async () => 0 }),
  })
  const z = asset({ inputs: { raw }, run: ({ raw }) => ({ raw }) })
  const lab = memoryConfig(catalog({ raw, z }), { given: { raw: 1 } })
  await materialize(lab)
  const { nodes, edges } = await lineage(lab, 'z')
  expect(edges).toMatchObject([{ input: 'raw', partitions: '', missing: '' }])
  expect(nodes[edges[0]!.from]).toMatchObject({ asset: 'raw', partition: null, artifact: null, complete: true })
})

describe('a partition of an asset that has none', () => {
  const lab = numbers(1)
  const refused = { code: 'UNKNOWN_PARTITION', fix: 'name the asset alone: b', details: { asset: 'b' } }

  test('is refused by every command that takes a reference', async () => {
    await materialize(lab)
    for (const command of [lineage, history, path, read]) {
      await expect(command(lab, 'b@nonsense')).rejects.toMatchObject({ ...refused, what: '"nonsense" is not a partition of b' })
      await expect(command(lab, 'b@')).rejects.toMatchObject(refused)
    }
  })

  test('is all of it where the text says so', async () => {
    await materialize(lab)
    expect(await lineage(lab, 'b@*')).toEqual(await lineage(lab, 'b'))
  })
})

test('an external named where an asset is meant is distinguished from a name that does not exist', async () => {
  const raw = external<{ n: number }[]>({
    description: 'a file',
    contract: undefined,
    observe: async () => undefined,
    open: async () => ({ value: async () => [] }),
  })
  const lab = memoryConfig(catalog({ raw, reader: asset({ inputs: { raw }, run: ({ raw }) => ({ n: raw.length }) }) }))
  for (const ask of [lineage, path, history, read]) {
    await expect(ask(lab, 'raw')).rejects.toMatchObject({ code: 'BAD_REQUEST', what: expect.stringContaining('raw is an external') })
    await expect(ask(lab, 'rw')).rejects.toMatchObject({ code: 'UNKNOWN_ASSET' })
  }
})

describe('an input of which nothing existed', () => {
  const days = daily({ start: '2001-01-01', end: '2001-01-04' })
  const none = daily({ start: '2101-01-01' })

  test('`latest` of nothing leaves a trace: the version names the input, although no edge leads to it', async () => {
    const forecasts = asset({ partitions: none, run: () => [{ n: 1 }] })
    const report = asset({
      inputs: { newest: from(forecasts, { partitions: latest }) },
      run: ({ newest }) => ({ had: newest !== undefined }),
    })
    const lab = memoryConfig(catalog({ forecasts, report }))
    await materialize(lab)
    expect(await read(lab, 'report')).toEqual({ had: false })
    const { root, nodes, edges } = await lineage(lab, 'report')
    expect(edges).toEqual([])
    expect(nodes[root]!.inputs).toEqual([{ input: 'newest', asset: 'forecasts', partitions: '', missing: '', external: null }])
  })

  test('what was read and what was missing is named as it was recorded, and an external by its version', async () => {
    const rows = external({
      description: 'rows',
      contract: undefined,
      observe: async () => ({ version: 'v1', bytes: 0 }),
      open: async () => ({ value: async () => [] }),
    })
    const a = asset({ partitions: days, inputs: { rows }, run: () => [{ n: 1 }] })
    const b = asset({ partitions: days, inputs: { before: from(a, { partitions: existingOnly(previous) }) }, run: () => [{ n: 1 }] })
    const lab = memoryConfig(catalog({ rows, a, b }))
    await materialize(lab)
    const second = await lineage(lab, 'b@2001-01-02', { depth: 2 })
    expect(second.nodes[second.root]!.inputs).toEqual([
      { input: 'before', asset: 'a', partitions: '2001-01-01', missing: '', external: null },
    ])
    const upstream = second.nodes[second.edges[0]!.from]!
    expect(upstream.inputs).toEqual([{ input: 'rows', asset: 'rows', partitions: '', missing: '', external: 'v1' }])
  })
})
