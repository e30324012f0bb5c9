/** What every ledger remembers of externals: the looks at them, and the gate's answers. */
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger.ts'
import { withSnapshot } from '../with-snapshot.ts'
import { hashOf, minute, verdict } from './cases.ts'

/** @param ledger the one of the running test, in which one run has started. */
export function ledgerExternals(ledger: () => Ledger): void {
  describe('externals', () => {
    const look = (version: string | null) => ({ external: 'raw', version, bytes: version === null ? null : 10, at: minute(1) }) as const

    test('the last look at an external counts, with the verdict on its version', async () => {
      const refused = { ...verdict('c1', false), quarantine: { uri: 'quarantine/raw', sha256: hashOf('q1'), rows: 1 } }
      const accepted = { ...verdict('c2', true), quarantine: null }
      expect(await ledger().observe(look('x1'))).toEqual({ ...look('x1'), sequence: 2, verdict: null })
      await ledger().judgeExternal('raw', 'x1', refused)
      await ledger().judgeExternal('raw', 'x1', accepted)
      expect(await ledger().observe(look('x2'))).toEqual({ ...look('x2'), sequence: 5, verdict: null })
      expect(await ledger().observe(look('x1'))).toEqual({ ...look('x1'), sequence: 6, verdict: accepted })
      const found = await withSnapshot(ledger(), async snapshot => [
        await snapshot.observations(['other', 'raw']),
        await snapshot.externalVerdicts([
          { external: 'raw', version: 'x1', contract: hashOf('c1') },
          { external: 'raw', version: 'x2', contract: hashOf('c1') },
        ]),
      ])
      expect(found).toEqual([[{ ...look('x1'), sequence: 6, verdict: accepted }], [refused, null]])
    })

    test('an absent external is a look as well', async () => {
      expect(await ledger().observe(look(null))).toEqual({ ...look(null), sequence: 2, verdict: null })
    })
  })
}
