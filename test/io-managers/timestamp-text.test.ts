/** Text that becomes a Date: only what names an instant exactly. */
import { csv, json } from '@varve/io-managers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeWith } from '../support/through-format.ts'

const schema = [{ name: 'at', type: 'timestamp' as const, nullable: false }]

async function readBoth(text: string): Promise<readonly unknown[]> {
  const values = [
    await decodeWith(csv(), new TextEncoder().encode(`at\n"${text}"\n`), schema),
    await decodeWith(json(), new TextEncoder().encode(JSON.stringify([{ at: text }])), schema),
  ]
  return (values as { at: unknown }[][]).map(rows => rows[0]!.at)
}

test.each([
  ['2001-02-30T00:00:00Z', 'a day that February does not have: it became March 2'],
  ['2001-02-29T00:00:00Z', 'February 29 of a common year'],
  ['1900-02-29T00:00:00Z', 'February 29 of a common century'],
  ['2001-04-31T12:00:00Z', 'a day that April does not have'],
  ['2001-01-00T00:00:00Z', 'day zero'],
  ['2001-13-01T00:00:00Z', 'month thirteen'],
  ['2001-01-01T24:00:00Z', 'hour 24, which is the next day'],
  ['2001-01-01T00:60:00Z', 'minute 60'],
  ['2001-01-01T00:00:60Z', 'second 60'],
  ['2001-01-01T00:00:00+24:00', 'an offset of a day'],
  ['2001-01-01T00:00:00+01:60', 'an offset of 60 minutes'],
  ['2001-01-01T00:00:00.0001Z', 'a fraction that a Date cannot hold'],
  ['2001-01-01T00:00:00', 'no zone'],
  ['2001-01-01', 'a day without a time'],
])('%s stays text, for the contract to reject: %s', async text => {
  expect(await readBoth(text)).toEqual([text, text])
})

test.each([
  ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
  ['2001-01-01T23:59:59.5Z', '2001-01-01T23:59:59.500Z'],
  ['2001-01-01T00:00:00.123000Z', '2001-01-01T00:00:00.123Z'],
  ['2001-01-01T00:30+05:30', '2000-12-31T19:00:00.000Z'],
  ['2001-12-31T23:00:00-02:00', '2002-01-01T01:00:00.000Z'],
  ['-000001-01-01T00:00:00Z', '-000001-01-01T00:00:00.000Z'],
])('%s is the instant %s', async (text, instant) => {
  expect(await readBoth(text)).toEqual([new Date(instant), new Date(instant)])
})

test('property: every date that is written comes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.date({ noInvalidDate: true }), async at => {
      expect(await readBoth(at.toISOString())).toEqual([at, at])
    }),
    { numRuns: 200 },
  )
})
