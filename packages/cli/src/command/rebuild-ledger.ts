/** `varve rebuild-ledger`: builds the ledger again from the commit records of the storage root. */
import type { RebuildDocument } from '@varve/core'
import { Command } from 'commander'
import { keyText } from '../output/key-text.ts'
import type { Page } from '../output/page.ts'
import { counted, firstFew, reference } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'

const help = `
A ledger file that is there is joined, unless it is damaged, and kept beside the new one. End other varve commands first.

Example:
  varve rebuild-ledger && varve verify`

export function rebuildLedgerCommand(stdout: Stdout): Command {
  return new Command('rebuild-ledger')
    .description('Build the ledger again from the commit records of the storage root, and show in the tree what is current.')
    .addHelpText('after', help)
    .action((_options: object, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => {
          const [{ rebuildLedger }, { counter }] = await Promise.all([import('@varve/core'), import('../output/live-line.ts')])
          const { count, end } = counter(process.stderr, 'facts')
          return rebuildLedger(config, { ...options, progress: count }).finally(end)
        },
        show,
      }),
    )
}

function show({ materializations, pointers, conflicts, keyConflicts, restored, before }: RebuildDocument, { colours }: Page): string {
  const lines = conflicts.map(({ environment, asset, partition, kept, other }) => {
    const where = `${reference(asset, partition)} in ${environment}`
    return `${colours.yellow('conflict')}  ${where}: ${kept ?? 'nothing'} stays, and ${other ?? 'nothing'} is in its history`
  })
  const keyLines = keyConflicts.map(({ set, kept, other }) => {
    const state = (key: typeof kept) => `${keyText(key.key)} (${key.present ? 'present' : 'removed'})`
    return `${colours.yellow('conflict')}  keys of ${set}: ${state(kept)} stays, and ${state(other)} of the other ledger does not count`
  })
  const again = restored.length === 0 ? [] : [`${counted(restored.length, 'commit record')} written again: ${restored.join(', ')}`]
  const old = before === null ? [] : [`the ledger file that was here is now ${before}`]
  const done = `rebuilt: ${counted(materializations, 'materialization')}, ${counted(pointers, 'partition')} current`
  return [...firstFew([...lines, ...keyLines]), ...again, ...old, done].join('\n')
}
