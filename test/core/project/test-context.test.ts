/** The context of a unit test stands at any key of a dynamic set. */
import { asset, daily, dynamicSegments, isVarveError, product } from 'varve'
import { testContext } from 'varve/testing'
import { expect, test } from 'vitest'

const tenants = dynamicSegments('tenants')
const orders = asset({ partitions: tenants, run: (_inputs, { partition }) => [{ tenant: partition }] })
const transfers = asset({
  partitions: product({ day: daily({ start: '2001-01-01' }), from: tenants, to: tenants }),
  run: (_inputs, { partition: { day, from, to } }) => [{ day: day.key, from, to }],
})

test('any key will do, also one that is written with escapes', async () => {
  expect(await orders.run({}, testContext(orders, { partition: 'acme' }))).toEqual([{ tenant: 'acme' }])
  expect(await orders.run({}, testContext(orders, { partition: 'a%2Cb=c' }))).toEqual([{ tenant: 'a,b=c' }])
})

test('in a product, beside a window that exists', async () => {
  const at = (partition: string) => testContext(transfers, { partition }).partition
  expect(at('to=globex,day=2001-01-03,from=acme')).toMatchObject({ day: { key: '2001-01-03' }, from: 'acme', to: 'globex' })
  expect(at('day=2001-01-03, from=acme, to=acme')).toMatchObject({ from: 'acme', to: 'acme' })
  expect(codeOf(() => at('day=2000-12-31,from=acme,to=acme'))).toBe('UNKNOWN_PARTITION')
})

test('a key is needed', () => {
  expect(codeOf(() => testContext(orders))).toBe('BAD_REQUEST')
  expect(codeOf(() => testContext(transfers))).toBe('BAD_REQUEST')
})

function codeOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return isVarveError(error) ? error.code : error
  }
}
