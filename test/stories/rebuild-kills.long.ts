/** Forty rebuilds killed at moments spread over the work. */
import { test } from 'vitest'
import { expectKillsHarmless } from '../support/kill-rebuilds.ts'

test(
  'forty killed rebuilds leave the old ledger or the new one',
  () => expectKillsHarmless(Array.from({ length: 40 }, (_, n) => n * 6)),
  600_000,
)
