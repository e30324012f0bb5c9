/** A script without a type check cannot misspell an option into running everything. */
import * as varve from 'varve'
import { asset, catalog, materialize, status } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'

const one = asset({ run: () => 1 })
const two = asset({ run: () => 2 })

test('an option that materialize does not have is refused before anything runs, with the nearest that it has', async () => {
  const config = memoryConfig(catalog({ one, two }))
  await expect(materialize(config, { selekt: 'one' } as object)).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    what: 'materialize() does not know the option selekt',
    fix: "did you mean 'select'?",
    details: { command: 'materialize', option: 'selekt', nearest: 'select' },
  })
  expect((await status(config)).assets.map(({ asset, missing }) => [asset, missing])).toEqual([
    ['one', 1],
    ['two', 1],
  ])
})

test('observers that are no list of functions are refused before anything runs', async () => {
  const config = memoryConfig(catalog({ one }))
  for (const observers of [() => {}, [undefined], 'events']) {
    await expect(materialize(config, { observers } as object)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      what: 'observers is not a list of functions',
    })
  }
  expect(await status(config)).toMatchObject({ assets: [{ asset: 'one', missing: 1 }] })
})

const strange = { unknown: 1 } as object
const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  check: () => varve.check(memoryConfig(catalog({ one })), strange),
  plan: () => varve.plan(memoryConfig(catalog({ one })), strange),
  status: () => varve.status(memoryConfig(catalog({ one })), strange),
  verify: () => varve.verify(memoryConfig(catalog({ one })), strange),
  history: () => varve.history(memoryConfig(catalog({ one })), 'one', strange),
  lineage: () => varve.lineage(memoryConfig(catalog({ one })), 'one', strange),
  path: () => varve.path(memoryConfig(catalog({ one })), 'one', strange),
  read: () => varve.read(memoryConfig(catalog({ one })), 'one', strange),
  erase: () => varve.erase(memoryConfig(catalog({ one })), ['one'], { reason: 'x', ...strange }),
  rebuildLedger: () => varve.rebuildLedger(memoryConfig(catalog({ one })), strange),
  addKeys: () => varve.addKeys(memoryConfig(catalog({ one })), 'one', [], strange),
  removeKeys: () => varve.removeKeys(memoryConfig(catalog({ one })), 'one', [], strange),
  listKeys: () => varve.listKeys(memoryConfig(catalog({ one })), 'one', strange),
}

test.each(Object.entries(commands))('%s refuses an option that it does not have', async (name, command) => {
  await expect(command()).rejects.toMatchObject({ code: 'BAD_REQUEST', what: `${name}() does not know the option unknown` })
})
