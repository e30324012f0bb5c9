/** What every ledger remembers of dynamic sets: keys that come and go, and never two that differ only in case. */
import { describe, expect, test } from 'vitest'
import { isVarveError } from '../../foundation/errors.ts'
import { keysIn } from '../dynamic-keys.ts'
import type { Ledger } from '../ledger.ts'
import { withSnapshot } from '../with-snapshot.ts'
import { minute } from './cases.ts'

/** @param ledger the one of the running test, in which one run has started. */
export function ledgerKeys(ledger: () => Ledger): void {
  describe('keys of dynamic sets', () => {
    const add = (...keys: readonly string[]) => ledger().addKeys('tenants', keys, minute(1))
    const remove = (...keys: readonly string[]) => ledger().removeKeys('tenants', keys, minute(2))
    const present = async (set: string) => (await withSnapshot(ledger(), snapshot => snapshot.dynamicKeys()))[set] ?? []
    const known = () => withSnapshot(ledger(), async snapshot => [snapshot.sequence, await snapshot.knownKeys('tenants')])
    const refused = (act: Promise<unknown>) =>
      act.then(
        () => 'nothing was thrown',
        error => (isVarveError(error) ? [error.code, error.what, error.details] : error),
      )

    test('are added and removed, each time as one fact that reports what really changed', async () => {
      expect(await add('globex', 'acme', 'globex')).toEqual(['globex', 'acme'])
      expect(await add('acme', 'initech')).toEqual(['initech'])
      expect(await remove('globex', 'hooli', 'Acme')).toEqual(['globex'])
      expect(await add()).toEqual([])
      expect(await remove('globex')).toEqual([])
      expect(await add('acme')).toEqual([])
      expect(await known()).toEqual([
        4,
        [
          { key: 'acme', present: true, sequence: 2 },
          { key: 'globex', present: false, sequence: 4 },
          { key: 'initech', present: true, sequence: 3 },
        ],
      ])
      expect([await present('tenants'), await present('customers')]).toEqual([['acme', 'initech'], []])
      expect(await add('globex')).toEqual(['globex'])
      expect(await present('tenants')).toEqual(['acme', 'globex', 'initech'])
    })

    test('belong to one set', async () => {
      await add('acme')
      await ledger().addKeys('customers', ['ACME'], minute(1))
      expect([await present('tenants'), await present('customers')]).toEqual([['acme'], ['ACME']])
    })

    test('are the same text again, whatever it holds, in the order of code units', async () => {
      const keys = ['\u{1f600}', '\uffee', 'a\0b', ' ', 'a|b', "o'clock", '..', 'é', 'e\u0301']
      expect(await add(...keys)).toEqual(keys)
      const known = await withSnapshot(ledger(), snapshot => snapshot.knownKeys('tenants'))
      expect(known.map(({ key }) => key)).toEqual([...keys].sort())
      expect(await present('tenants')).toEqual([...keys].sort())
    })

    test('a look at them stays as it was', async () => {
      await add('acme')
      const look = keysIn(await withSnapshot(ledger(), snapshot => snapshot.dynamicKeys()))
      await add('globex')
      await remove('acme')
      expect(look.keysOf('tenants')).toEqual(['acme'])
    })

    test('semantics 11: a key in another case is refused, also after its removal, and then nothing is added', async () => {
      await add('Acme', 'globex')
      await remove('Acme')
      const what = 'Segment keys "Acme" and "acme" differ only in case'
      expect(await refused(add('initech', 'acme'))).toEqual(['BAD_KEY', what, { set: 'tenants', key: 'acme' }])
      expect(await refused(add('x', 'X'))).toEqual([
        'BAD_KEY',
        'Segment keys "x" and "X" differ only in case',
        { set: 'tenants', key: 'X' },
      ])
      for (const key of ['', '\ud800']) expect(await refused(add('y', key))).toMatchObject(['BAD_KEY', expect.any(String), { key }])
      expect([await present('tenants'), await add('Acme')]).toEqual([['globex'], ['Acme']])
    })
  })
}
