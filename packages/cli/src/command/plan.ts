/** `varve plan`: what would be done and why; writes nothing. */
import type { PlanDocument } from '@varve/core'
import { Command } from 'commander'
import { findingLines } from '../output/finding-text.ts'
import type { Page } from '../output/page.ts'
import { shortRanges } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'
import { type SelectionOptions, withSelection } from './selection-options.ts'

export function planCommand(stdout: Stdout): Command {
  return withSelection(new Command('plan'))
    .description('Say what would be done and why; write nothing.')
    .addHelpText('after', '\nExample:\n  varve plan +delayFeatures --partitions 2001-01-01..2001-01-31')
    .action((select: readonly string[], { partitions, env }: SelectionOptions, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).plan(config, { ...options, select, partitions, environment: env }),
        show,
      }),
    )
}

function show({ steps, assets, findings }: PlanDocument, { table, colours }: Page): string {
  const rows = assets.flatMap(({ asset, partitions, count, kind, reasons, possible }) => {
    const why = Object.entries(reasons).filter(([, times]) => times > 0)
    const certain = [kind, asset, count, shortRanges(partitions), why.map(([reason, times]) => `${reason} ${times}`).join(', ')]
    const open = ['possible', asset, possible.count, shortRanges(possible.partitions), 'depends on what comes before']
    return [...(count > 0 ? [certain] : []), ...(possible.count > 0 ? [open] : [])]
  })
  const possible = assets.reduce((sum, asset) => sum + asset.possible.count, 0)
  const warnings = findingLines(findings, colours.yellow)
  const nothing = findings.some(({ severity }) => severity === 'error')
    ? 'Nothing to run: all that is not up to date is blocked or was refused.'
    : 'Nothing to do.'
  if (rows.length === 0) return [nothing, ...warnings].join('\n')
  const drawn = table(['step', 'asset', 'count', 'partitions', 'why'], rows)
  return [drawn, ...warnings, `${steps.run} to run, ${steps.reuse} to reuse, ${possible} possible`].join('\n')
}
