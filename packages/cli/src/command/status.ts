/** `varve status`: how each asset stands. */
import type { StatusDocument } from '@varve/core'
import { Command } from 'commander'
import type { Page } from '../output/page.ts'
import { shortHash, shortRanges } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'
import { type EnvironmentOption, withEnvironment } from './environment-option.ts'

export function statusCommand(stdout: Stdout): Command {
  return withEnvironment(new Command('status'))
    .description('Say how each asset stands: which partitions are fresh, stale, missing, failed or blocked.')
    .argument('[select...]', 'assets: orders, +orders, orders+, group:features, * (default: every asset)')
    .addHelpText('after', '\nExample:\n  varve status flights+')
    .action((select: readonly string[], { env }: EnvironmentOption, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).status(config, { ...options, select, environment: env }),
        show,
      }),
    )
}

const unsettled = ['stale', 'missing', 'failed', 'blocked'] as const

function show({ assets }: StatusDocument, { table, colours }: Page): string {
  const made = assets.filter(({ observed, total }) => total > 0 || observed === null)
  const rows = made.map(asset => {
    const { total, fresh, stale, missing, failed, blocked, ranges } = asset
    const where = unsettled.filter(state => ranges[state] !== '').map(state => `${state} ${shortRanges(ranges[state])}`)
    return [asset.asset, total, fresh, stale, missing, failed, blocked, where.join('; ')]
  })
  const seen = assets.flatMap(({ asset, observed }) => {
    if (observed === null) return []
    const version = observed.version === null ? colours.red('absent') : shortHash(observed.version)
    return [`${asset}: external, ${version}, last looked at ${observed.at}`]
  })
  const changes = assets.flatMap(({ asset, changed }) => (changed === null ? [] : [`${asset}: ${changed}`]))
  const drawn = rows.length === 0 ? [] : [table(['asset', 'total', 'fresh', 'stale', 'missing', 'failed', 'blocked', ''], rows)]
  return [...drawn, ...seen, ...changes].join('\n')
}
