/** `varve status`: the state of each asset. */
import type { StatusDocument } from '@varve/core'
import { Command } from 'commander'
import type { Page } from '../output/page.ts'
import { ago, shortHash, shortRanges } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'
import { type EnvironmentOption, withEnvironment } from './environment-option.ts'

export function statusCommand(stdout: Stdout): Command {
  return withEnvironment(new Command('status'))
    .description('Show the state of each asset: which partitions are fresh, stale, missing, failed or blocked.')
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

type Shown = StatusDocument['assets'][number]

function show({ assets }: StatusDocument, { table, colours }: Page): string {
  const externals = new Set(assets.flatMap(({ dependsOn }) => dependsOn?.names ?? []))
  const isExternal = ({ asset, observed }: Shown) => observed !== null || externals.has(asset)
  const depends = externals.size > 0
  const rows = assets
    .filter(asset => !isExternal(asset))
    .map(asset => {
      const { total, fresh, stale, missing, failed, blocked, ranges } = asset
      const where = unsettled.filter(state => ranges[state] !== '').map(state => `${state} ${shortRanges(ranges[state])}`)
      return [asset.asset, total, fresh, stale, missing, failed, blocked, ...(depends ? [asOf(asset)] : []), where.join('; ')]
    })
  const seen = assets.filter(isExternal).map(({ asset, observed }) => {
    if (observed === null) return `${asset}: external, never looked at`
    const version = observed.version === null ? colours.red('absent') : shortHash(observed.version)
    return `${asset}: external, ${version}, last looked at ${observed.at}, ${ago(observed.ageMs)}`
  })
  const removed = assets.flatMap(({ asset, erased }) =>
    erased === '' ? [] : [`${asset}: erased, and made again only with --force: ${shortRanges(erased)}`],
  )
  const changes = assets.flatMap(({ asset, changed }) => (changed === null ? [] : [`${asset}: ${changed}`]))
  const header = ['asset', 'total', 'fresh', 'stale', 'missing', 'failed', 'blocked', ...(depends ? ['as of'] : []), '']
  const drawn = rows.length === 0 ? [] : [table(header, rows)]
  return [...drawn, ...seen, ...(depends ? [mayHaveChanged] : []), ...removed, ...changes].join('\n')
}

const mayHaveChanged = 'Externals may have changed since they were last looked at. The states are as of then; varve plan looks at them now.'

/** When the externals behind the states of an asset were last looked at; empty where the states are those of now. */
function asOf({ dependsOn }: Shown): string {
  if (dependsOn === null) return ''
  return dependsOn.lastLook ? ago(dependsOn.lastLook.ageMs) : 'never looked at'
}
