/** `ledger:` of a config: another file, a ledger of one's own, and what is said where it cannot be used. */
import { existsSync } from 'node:fs'
import {
  asset,
  catalog,
  defineConfig,
  file,
  ioManager,
  json,
  type LedgerDefinition,
  materialize,
  rebuildLedger,
  sqliteLedger,
  status,
  verify,
} from 'varve'
import { describe, expect, test } from 'vitest'
import { memoryLedger } from '../../packages/core/src/ledger/memory/memory-ledger.ts'
import { newRoot } from '../support/recovery-project.ts'

const one = asset({ run: () => ({ made: 1 }) })

describe('sqliteLedger({ path })', () => {
  test('the ledger lies there and nowhere else, and commands and messages know it', async () => {
    const { at, path, remove } = newRoot()
    const config = configWith(sqliteLedger({ path: 'state/mine.db' }))
    expect(await materialize(config, at)).toMatchObject({ status: 'complete', steps: { done: 1 } })
    expect([existsSync(path('state/mine.db')), existsSync(path('.varve/ledger.db'))]).toEqual([true, false])
    expect(await freshOf(config, at)).toBe(1)

    remove('state')
    await expect(status(config, at)).rejects.toMatchObject({ code: 'LEDGER_MISSING', where: path('state/mine.db') })
    await rebuildLedger(config, at)
    expect(existsSync(path('state/mine.db'))).toBe(true)
    expect(await freshOf(config, at)).toBe(1)
  })

  test('a storage root that is in use gets no second ledger by another path', async () => {
    const { at } = newRoot()
    await materialize(configWith(undefined), at)
    await expect(materialize(configWith(sqliteLedger({ path: 'other.db' })), at)).rejects.toMatchObject({ code: 'LEDGER_MISSING' })
  })

  test.each([{ path: '' }, { path: 7 as unknown as string }])('%o is refused', options => {
    expect(() => sqliteLedger(options)).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }))
  })
})

describe("a ledger of one's own", () => {
  test('holds what runs record, for every command', async () => {
    const { at, path } = newRoot()
    const { definition, intents } = held()
    const config = configWith(definition)
    expect(await freshOf(config, at)).toBe(0) // nothing is opened where there is none
    expect(intents).toEqual([])
    expect(await materialize(config, at)).toMatchObject({ status: 'complete', steps: { done: 1 } })
    expect(await freshOf(config, at)).toBe(1)
    expect(await verify(config, at)).toMatchObject({ ok: true, checked: 1 })
    expect(intents).toEqual(['write', 'read', 'read'])
    expect(existsSync(path('.varve/ledger.db'))).toBe(false)
  })

  test('is not built by rebuild-ledger, which says so by its name', async () => {
    const { at } = newRoot()
    await expect(rebuildLedger(configWith(held().definition), at)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      what: expect.stringContaining("the ledger of this config is 'held'"),
    })
  })

  test.each([
    ['lease', 'it has no lease'],
    ['address', 'it has no address, nor null in its place'],
  ])('that is without %s is refused when it is opened, by name', async (name, why) => {
    const { at } = newRoot()
    const lacking = Object.fromEntries(Object.entries(memoryLedger()).filter(([other]) => other !== name))
    const definition = {
      ...held().definition,
      open: async () => ({ ledger: lacking as unknown as ReturnType<typeof memoryLedger>, isReadOnly: false }),
    }
    await expect(materialize(configWith(definition), at)).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      what: `open of the ledger 'held' gave no ledger: ${why}`,
    })
  })

  test('that is no value of this kind is a finding of the config', () => {
    expect(() => configWith({ path: './ledger.db' } as unknown as LedgerDefinition)).toThrow(
      expect.objectContaining({ code: 'BAD_CONFIG', details: { findings: [expect.objectContaining({ where: 'ledger' })] } }),
    )
  })
})

function configWith(ledger: LedgerDefinition | undefined) {
  const io = ioManager({ storage: file('./data'), format: json() })
  return defineConfig({ entry: import.meta.url, catalog: catalog({ one }), io, ...(ledger ? { ledger } : {}) })
}

/** One that outlives the commands that open it. */
function held(): { readonly definition: LedgerDefinition; readonly intents: readonly string[] } {
  const ledger = memoryLedger()
  const intents: string[] = []
  const definition: LedgerDefinition = {
    kind: 'held',
    locate: () => 'held by the test',
    exists: async () => intents.includes('write'),
    open: async (_base, intent) => {
      intents.push(intent)
      return { ledger, isReadOnly: false }
    },
  }
  return { definition, intents }
}

async function freshOf(config: ReturnType<typeof configWith>, at: { readonly root: string }): Promise<number> {
  return (await status(config, at)).assets[0]!.fresh
}
