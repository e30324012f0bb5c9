/** A mapping that fails names the input that is read with it. */
import { asset, type CustomMapping, catalog, customMapping, from, materialize, plan, segments, status } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'

function labWith(custom: Pick<CustomMapping, 'upstream' | 'downstream'>) {
  const airports = segments(['ATL', 'ORD'])
  const flights = asset({ partitions: airports, run: () => [{ n: 1 }] })
  const mapping = customMapping({ name: 'twin', arity: 'many', ...custom })
  const delays = asset({ partitions: airports, inputs: { twin: from(flights, { partitions: mapping }) }, run: () => [{ n: 1 }] })
  return memoryConfig(catalog({ flights, delays }))
}

test('whether it breaks a law of mappings', async () => {
  const lab = labWith({ upstream: ({ key }) => [key], downstream: () => [] })
  for (const ask of [plan, status, materialize]) {
    await expect(ask(lab)).rejects.toMatchObject({
      code: 'MAPPING_BREAKS_LAW',
      where: expect.stringMatching(/^input 'twin' of delays: /),
      details: { asset: 'delays', input: 'twin' },
    })
  }
})

test('or throws', async () => {
  const lab = labWith({
    upstream: () => {
      throw new TypeError('no twin')
    },
    downstream: ({ key }) => [key],
  })
  await expect(plan(lab)).rejects.toMatchObject({ code: 'MAPPING_FAILED', where: "input 'twin' of delays: mapping twin, upstream()" })
})
