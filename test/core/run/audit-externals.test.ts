/** The gate of externals: whose code it is, and what cannot be recorded. */
import { asset, catalog, dataContract, external, materialize, type RunEvent } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

test('an external whose version no record can hold is unreadable, and the run says so', async () => {
  const fetched = external({
    description: 'an external with half a pair of surrogates in its version',
    contract: undefined,
    observe: async () => ({ version: 'v\ud800', bytes: 1 }),
    open: async () => ({ value: async () => [] }),
  })
  const { status, failures } = await materialize(memoryConfig(catalog({ fetched, reader: asset({ inputs: { fetched }, run: () => [] }) })))
  expect({ status, codes: failures.map(({ code }) => code) }).toEqual({ status: 'failed', codes: ['EXTERNAL_UNREADABLE'] })
})

test("what a rule of an external's contract writes is shown with the external", async () => {
  const events: RunEvent[] = []
  const judged = z.number().refine(value => {
    process.stdout.write(`judging ${value}\n`)
    return true
  })
  const fetched = external({
    description: 'one row',
    contract: dataContract({ row: z.object({ value: judged }) }),
    observe: async () => ({ version: 'v1', bytes: 1 }),
    open: async () => ({ value: async () => [{ value: 7 }] }),
  })
  const reader = asset({ inputs: { fetched }, run: ({ fetched }) => fetched })
  await materialize(memoryConfig(catalog({ fetched, reader })), { captureOutput: true, observers: [event => events.push(event)] })
  expect(events.filter(({ kind }) => kind === 'log')).toEqual([
    { kind: 'log', asset: 'fetched', partition: '', stream: 'stdout', text: 'judging 7' },
  ])
})
