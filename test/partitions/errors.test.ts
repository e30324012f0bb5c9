/** Errors are known by a mark, not by their class. */
import { isPartitionError, PartitionError } from '@varve/partitions'
import { expect, test } from 'vitest'

test('a partition error carries its facts, and is recognised across copies of the package', () => {
  const cause = new Error('deeper')
  const error = new PartitionError('BAD_SELECTION', { what: 'W', where: 'here', why: 'so', fix: 'do', details: { item: 'x' }, cause })
  const { name, what, code, where, why, fix, details } = error
  expect({ name, what, code, where, why, fix, details, cause: error.cause }).toEqual({
    name: 'PartitionError',
    what: 'W',
    code: 'BAD_SELECTION',
    where: 'here',
    why: 'so',
    fix: 'do',
    details: { item: 'x' },
    cause,
  })
  expect([isPartitionError(error), isPartitionError({ [Symbol.for('varve.PartitionError')]: true })]).toEqual([true, true])
  expect([isPartitionError(cause), isPartitionError(null), isPartitionError('x')]).toEqual([false, false, false])
})

test('its message holds all four parts, as a test or a log prints it', () => {
  const facts = { what: 'W', where: 'here', why: 'so', fix: 'do' }
  expect(new PartitionError('BAD_SELECTION', facts).message).toBe('BAD_SELECTION  W\n  where  here\n  why    so\n  fix    do')
  expect(new PartitionError('BAD_SELECTION', { what: 'W', why: 'so', fix: 'do' }).stack).toContain(
    'BAD_SELECTION  W\n  why    so\n  fix    do\n',
  )
})
