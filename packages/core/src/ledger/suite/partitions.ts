/** What every ledger remembers of partition definitions: the newest that a run has said, for each environment and asset. */
import { definitionOf, type PartitionDefinition, segments } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger.ts'
import { withSnapshot } from '../with-snapshot.ts'
import { start } from './cases.ts'

/** @param ledger the one of the running test, in which one run has started. */
export function ledgerPartitions(ledger: () => Ledger): void {
  describe('partition definitions', () => {
    const days: PartitionDefinition = { kind: 'day', start: '2001-01-01', end: null, timezone: 'UTC', grid: { begin: '04:15' } }
    const origins = definitionOf(segments(['ATL', 'ORD']))
    const remembered = (environment = 'main') =>
      withSnapshot(ledger(), async snapshot => {
        const entries = await snapshot.assets(environment)
        const of = (asset: string) => JSON.parse(entries.find(entry => entry.asset === asset)?.partitions ?? 'null')
        return [snapshot.sequence, of('left'), of('right')]
      })

    test('a run says how its assets are partitioned, and what it does not name stays', async () => {
      expect(await remembered()).toEqual([1, null, null])
      await start(ledger(), 'r2', { left: days, right: origins })
      expect(await remembered()).toEqual([4, days, origins])
      await start(ledger(), 'r3', { left: origins })
      expect(await remembered()).toEqual([6, origins, origins])
    })

    test('saying the same again is no fact', async () => {
      await start(ledger(), 'r2', { left: days })
      await start(ledger(), 'r3', { left: { ...days } })
      expect(await remembered()).toEqual([4, days, null])
    })

    test('each environment has its own', async () => {
      await start(ledger(), 'r2', { left: days }, 'trial')
      expect(await remembered()).toEqual([3, null, null])
      expect(await remembered('trial')).toEqual([3, days, null])
    })
  })
}
