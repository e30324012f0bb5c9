/** `varve history`: the materializations of an asset or partition, newest first. */
import type { HistoryDocument } from '@varve/core'
import { Command } from 'commander'
import type { Page } from '../output/page.ts'
import { shortHash } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'
import { type EnvironmentOption, withEnvironment } from './environment-option.ts'

export function historyCommand(stdout: Stdout): Command {
  return withEnvironment(new Command('history'))
    .description('List the materializations of an asset or of one partition, newest first.')
    .argument('<reference>', 'ASSET or ASSET@PARTITION')
    .addHelpText('after', '\nExample:\n  varve history flights@2001-01-01')
    .action((text: string, { env }: EnvironmentOption, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).history(config, text, { ...options, environment: env }),
        show,
      }),
    )
}

function show({ versions }: HistoryDocument, { table }: Page): string {
  if (versions.length === 0) return 'Never materialized.'
  const rows = versions.map(({ partition, version, current, createdAt, artifact, run }) => {
    const rowCount = artifact.rows === null ? '' : String(artifact.rows)
    return [current ? '*' : '', partition ?? '', createdAt, shortHash(version), rowCount, shortHash(artifact.sha256), run]
  })
  return table(['current', 'partition', 'created', 'version', 'rows', 'sha256', 'run'], rows)
}
