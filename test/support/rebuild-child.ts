/** A process of its own that rebuilds the ledger of a root again and again, for tests that kill it. */
import { rebuildLedger } from 'varve'
import { config } from './recovery-config.ts'

const [root = ''] = process.argv.slice(2)
for (;;) {
  await new Promise<void>(resolve => process.stdout.write('begins\n', () => resolve()))
  await rebuildLedger(config, { root })
}
