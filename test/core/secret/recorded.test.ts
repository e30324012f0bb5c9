/** What was recorded before a field was marked, and what rules of externals say: no secret of a config is shown. */
import { asset, catalog, dataContract, external, lineage, materialize, secret } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { withSnapshot } from '../../../packages/core/src/ledger/with-snapshot.ts'
import { overridden } from '../../support/overridden.ts'

const key = 'kq7-hunter2-xyz'

function labWith(field: z.ZodType, values: object, other: z.ZodType = field) {
  const config = z.object({ key: field, both: z.object({ other }), level: z.int(), missing: z.null(), header: z.string() })
  const it = asset({ config, run: () => ({ n: 1 }) })
  const reader = asset({ inputs: { it }, run: ({ it }) => it })
  return memoryConfig(catalog({ it, reader }), { config: { it: { level: 3, missing: null, header: `Bearer ${key}`, ...values } } } as never)
}

test('lineage does not show a value that was recorded before its field was marked as a secret', async () => {
  const before = labWith(z.union([z.string(), z.number()]), { key, both: { other: 4711 } })
  await materialize(before)
  const marked = labWith(secret(z.union([z.string(), z.number()])), { key: 'rotated-since', both: { other: 4711 } }, secret(z.number()))
  const since = { ...marked, lab: { ...marked.lab, ledger: before.lab.ledger }, io: before.io }

  const { nodes, root } = await lineage(since, 'it')
  expect(nodes[root]!.config).toEqual({ key: '•••', both: { other: '•••' }, level: 3, missing: null, header: `Bearer ${key}` })
  const again = labWith(secret(z.string()), { key, both: { other: 'x' } }, z.string())
  const other = { ...again, lab: { ...again.lab, ledger: before.lab.ledger }, io: before.io }
  const upstream = await lineage(other, 'reader')
  expect(JSON.stringify(upstream)).not.toContain(key)
})

test("a secret in the message of an external's rule is neither in its verdict nor in its quarantine", async () => {
  const fetched = external({
    description: 'one row',
    contract: dataContract({ row: z.object({ n: z.number().refine(() => false, `not let in with ${key}`) }) }),
    observe: async () => ({ version: 'v1', bytes: 1 }),
    open: async () => ({ value: async () => [{ n: 7 }] }),
  })
  const run = (): { n: number }[] => [{ n: 7 }]
  const contract = dataContract({ row: z.object({ n: z.number().refine(() => false, `not made with ${key}`) }) })
  const made = asset({ config: z.object({ key: secret(z.string()) }), contract, run })
  const reader = asset({ inputs: { fetched }, run: ({ fetched }) => fetched })
  const lab = memoryConfig(catalog({ fetched, made, reader }), { config: { made: { key } } })
  const kept: string[] = []
  const io = {
    ...lab.io,
    open: (folder: string) => {
      const store = lab.io.open(folder)
      const keep: typeof store.quarantine.keep = (holder, asset, path, bytes) => {
        kept.push(new TextDecoder().decode(bytes))
        return store.quarantine.keep(holder, asset, path, bytes)
      }
      return { ...store, quarantine: overridden(store.quarantine, { keep }) }
    },
  }
  const { failures } = await materialize({ ...lab, io })
  expect(failures.map(({ code }) => code)).toEqual(['CONTRACT_BROKEN', 'CONTRACT_BROKEN'])
  expect(kept).toHaveLength(2)
  expect(kept.join()).toContain('not let in with •••')
  const facts = JSON.stringify(await withSnapshot(lab.lab.ledger, snapshot => snapshot.facts(0, 1000)))
  expect(facts).toContain('not let in with •••')
  expect(kept.join() + facts).not.toContain(key)
})
