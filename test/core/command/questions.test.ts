/** How often commands ask the ledger: it depends on the depth of what is asked about, and not on the number of partitions. */
import { all, asset, catalog, from, history, lineage, materialize, path, segments, verify } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import type { Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import type { LedgerSnapshot } from '../../../packages/core/src/ledger/snapshot.ts'

type Lab = Awaited<ReturnType<typeof made>>

const commands: Readonly<Record<string, (lab: Lab) => Promise<unknown>>> = {
  'lineage to what was read': lab => lineage(lab, 'whole', { depth: 3 }),
  'lineage to the readers': lab => lineage(lab, 'parts@key1', { depth: 3, downstream: true }),
  history: lab => history(lab, 'parts'),
  path: lab => path(lab, 'parts'),
  verify: lab => verify(lab),
}

test.each(Object.entries(commands))('%s asks as often about 200 partitions as about 3', async (_, command) => {
  const [few, many] = [await made(3), await made(200)]
  const [asked, askedOfMany] = [counted(few), counted(many)]
  await command(asked.lab)
  await command(askedOfMany.lab)
  expect(asked.questions()).toBeGreaterThan(0)
  expect(askedOfMany.questions()).toBe(asked.questions())
})

/** A part for each key, one thing that is made from each of them, and one that is made from all of these. */
async function made(count: number) {
  const keys = segments(Array.from({ length: count }, (_, index) => `key${index}`))
  const parts = asset({ partitions: keys, run: (_, { partition }) => ({ key: partition }) })
  const copies = asset({ partitions: keys, inputs: { parts }, run: ({ parts }) => ({ copied: parts }) })
  const whole = asset({ inputs: { copies: from(copies, { partitions: all }) }, run: ({ copies }) => ({ count: copies.size }) })
  const lab = memoryConfig(catalog({ parts, copies, whole }))
  await materialize(lab)
  return lab
}

/** Nothing is asked by `close`; there is a commit record for each group, whose bytes are compared with those in storage. */
const besides = ['close', 'commitBytes']

function counted(lab: Lab) {
  let count = 0
  const counting = <T extends object>(port: T, over: Partial<T> = {}): T =>
    new Proxy(port, {
      get: (of, name) => {
        const member: unknown = Reflect.get(over, name) ?? Reflect.get(of, name)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          if (!besides.includes(String(name))) count += 1
          return member.apply(of, args)
        }
      },
    })
  const { ledger } = lab.lab
  const snapshot = async (): Promise<LedgerSnapshot> => counting(await ledger.snapshot())
  const watched: Ledger = counting(ledger, { snapshot, tree: counting(ledger.tree) })
  return { lab: { ...lab, lab: { ...lab.lab, ledger: watched } }, questions: () => count }
}
