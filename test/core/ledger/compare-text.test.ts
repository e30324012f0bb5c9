/** The order of names and keys. */
import { check, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { compareText } from '../../../packages/core/src/ledger/compare-text.ts'

test('texts are in the order of their UTF-8 bytes', () => {
  const unit = string({ unit: 'binary' })
  const agrees = (one: string, other: string) => Math.sign(compareText(one, other)) === Buffer.compare(Buffer.from(one), Buffer.from(other))
  expect(check(property(unit, unit, unit, (start, one, other) => agrees(start + one, start + other)))).toMatchObject({ failed: false })
  expect(['\u{1f600}', '\uffee', '\ud7ff', 'b', 'a', 'ab', ''].sort(compareText)).toEqual([
    '',
    'a',
    'ab',
    'b',
    '\ud7ff',
    '\uffee',
    '\u{1f600}',
  ])
})
