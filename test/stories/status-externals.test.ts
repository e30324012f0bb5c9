/** What status says of assets that depend on externals: it is as of the last look, and that is said. */
import { asset, catalog, externalFile, from, materialize, plan, status } from 'varve'
import { frozenClock, memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { edited } from '../support/lab-edits.ts'

const raw = externalFile<number>('./raw.json', { format: 'json' })
const other = externalFile<number>('./other.json', { format: 'json' })
const orders = asset({ inputs: { raw }, run: ({ raw }) => ({ raw }) })
const total = asset({ inputs: { orders: from(orders), other }, run: () => ({ sum: 1 }) })
const alone = asset({ run: () => ({ n: 1 }) })
const all = catalog({ raw, other, orders, total, alone })

const at = (time: string) => ({ clock: frozenClock(`2001-01-01T${time}Z`) })
const hours = (count: number) => count * 3_600_000

async function depends(config: Parameters<typeof status>[0], time: string) {
  const { assets } = await status(config, at(time))
  return Object.fromEntries(assets.map(({ asset, fresh, observed, dependsOn }) => [asset, { fresh, observed, dependsOn }]))
}

test('status says how old its last look at externals is: an asset was fresh without a word while plan had work', async () => {
  const first = memoryConfig(all, { given: { raw: 1, other: 1 } })
  await materialize(first, at('00:00:00'))
  const moved = edited(first, all)
  const lab = { ...moved, lab: { ...memoryConfig(all, { given: { raw: 2, other: 1 } }).lab, ledger: first.lab.ledger } }
  await materialize(lab, { ...at('03:00:00'), select: 'alone' }) // looks at nothing

  expect((await plan(lab, at('05:00:00'))).steps).toMatchObject({ run: 1 })
  const lastLook = { at: '2001-01-01T00:00:00.000Z', ageMs: hours(5) }
  expect(await depends(lab, '05:00:00')).toEqual({
    raw: { fresh: 0, observed: { version: expect.any(String), ...lastLook }, dependsOn: null },
    other: { fresh: 0, observed: { version: expect.any(String), ...lastLook }, dependsOn: null },
    orders: { fresh: 1, observed: null, dependsOn: { names: ['raw'], lastLook } },
    total: { fresh: 1, observed: null, dependsOn: { names: ['other', 'raw'], lastLook } },
    alone: { fresh: 1, observed: null, dependsOn: null },
  })
})

test('the oldest look counts, and one that was never taken', async () => {
  const lab = memoryConfig(all, { given: { raw: 1, other: 1 } })
  await materialize(lab, { ...at('00:00:00'), select: 'orders' })
  const before = await depends(lab, '01:00:00')
  expect(before.orders!.dependsOn).toEqual({ names: ['raw'], lastLook: { at: '2001-01-01T00:00:00.000Z', ageMs: hours(1) } })
  expect(before.total!.dependsOn).toEqual({ names: ['other', 'raw'], lastLook: null })

  await materialize(lab, at('02:00:00'))
  await materialize(lab, { ...at('04:00:00'), select: 'orders' })
  const after = await depends(lab, '05:00:00')
  expect(after.orders!.dependsOn).toMatchObject({ lastLook: { ageMs: hours(1) } })
  expect(after.total!.dependsOn).toMatchObject({ lastLook: { ageMs: hours(3) } })
})
