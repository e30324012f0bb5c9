/** `varve erase`: removes the bytes of partitions for good. */
import type { EraseDocument } from '@varve/core'
import { Command } from 'commander'
import { counted, reference } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'

interface EraseOptions {
  readonly reason?: string
  readonly dryRun?: boolean
}

export function eraseCommand(stdout: Stdout): Command {
  return new Command('erase')
    .description('Remove the bytes of all versions of partitions for good, in every environment.')
    .argument('<reference...>', 'ASSET@PARTITION, or ASSET where it is not partitioned')
    .option('--reason <text>', 'why: it is recorded, with who and when')
    .option('--dry-run', 'say what would be removed, and change nothing')
    .addHelpText(
      'after',
      "\nThe partition is not made again unless it is asked for: varve materialize ASSET --partitions P --force.\nWhat was made from it stays: varve lineage ASSET@PARTITION --downstream.\n\nExample:\n  varve erase orders@acme --reason 'customer asked, ticket 4711'",
    )
    .action((references: readonly string[], { reason = '', dryRun = false }: EraseOptions, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).erase(config, references, { ...options, reason, dryRun }),
        show,
      }),
    )
}

function show({ erased, dryRun }: EraseDocument): string {
  return erased
    .map(({ asset, partition, objects, bytes, quarantined }) => {
      const name = reference(asset, partition)
      const files = [counted(objects, 'object'), ...(quarantined > 0 ? [counted(quarantined, 'quarantined file')] : [])].join(', ')
      if (objects === 0 && quarantined === 0) return `${name} is erased already`
      return `${dryRun ? 'would erase' : 'erased'} ${name}: ${files}, ${bytes} bytes`
    })
    .join('\n')
}
