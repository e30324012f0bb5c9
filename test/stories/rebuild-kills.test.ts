/** A rebuild that is killed leaves the old ledger or the new one, and can be run again. */
import { test } from 'vitest'
import { expectKillsHarmless } from '../support/kill-rebuilds.ts'

test('a killed rebuild-ledger leaves the old ledger or the new one, and can be run again', () => expectKillsHarmless([15, 60]))
