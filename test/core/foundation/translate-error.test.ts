/** What a mapping's functions throw, as the functions of a project tell it. */
import { asset, catalog, customMapping, from, isVarveError, materialize, plan, segments, status } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'

const letters = segments(['a', 'b'])
const thrown = new TypeError('no such letter')
const failing = customMapping({
  name: 'failing',
  arity: 'many',
  upstream: () => {
    throw thrown
  },
  downstream: ({ key }) => [key],
})
const source = asset({ partitions: letters, run: () => [{ ok: true }] })
const reader = asset({ partitions: letters, inputs: { source: from(source, { partitions: failing }) }, run: () => [{ ok: true }] })

test.each([plan, status, materialize])('a mapping that throws is an error of its author in %o, with the key and the cause', async ask => {
  const error = await ask(memoryConfig(catalog({ source, reader }))).then(
    () => undefined,
    error => error,
  )
  if (!isVarveError(error)) throw error
  const { code, family, what, why, cause } = error
  expect([code, family, what, why]).toEqual(['MAPPING_FAILED', 'Definition', 'The mapping failing failed for "a"', 'no such letter'])
  expect((cause as Error).cause).toBe(thrown)
})
