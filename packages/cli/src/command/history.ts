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
  const keys = keysOfSeveralWindows(versions)
  const columns: readonly Column[] = [
    ['current', ({ current }) => (current ? '*' : '')],
    ['partition', ({ partition }) => partition ?? ''],
    ['window', version => (keys.has(version.partition) ? windowText(version) : '')],
    ['created', ({ createdAt }) => createdAt],
    ['version', ({ version }) => shortHash(version)],
    ['rows', ({ artifact }) => (artifact.rows === null ? '' : String(artifact.rows))],
    ['sha256', ({ artifact }) => shortHash(artifact.sha256)],
    ['run', ({ run }) => run],
    ['', noteOf],
  ]
  // A window or a note is rare: without one there is no column for it.
  const shown = columns.filter(([head, cell]) => (head !== 'window' && head !== '') || versions.some(version => cell(version) !== ''))
  return table(
    shown.map(([head]) => head),
    versions.map(version => shown.map(([, cell]) => cell(version))),
  )
}

type Version = HistoryDocument['versions'][number]
type Column = readonly [head: string, cell: (version: Version) => string]

/** Keys under which lies what was made for different windows, or for another than now. */
function keysOfSeveralWindows(versions: readonly Version[]): ReadonlySet<string | null> {
  const first = new Map<string | null, string>()
  const keys = new Set<string | null>()
  for (const version of versions) {
    const text = windowText(version)
    const known = first.get(version.partition)
    if (known === undefined) first.set(version.partition, text)
    if (version.otherWindow || (known !== undefined && known !== text)) keys.add(version.partition)
  }
  return keys
}

function windowText({ windows }: Version): string {
  if (windows === null) return 'not recorded'
  return windows.map(({ start, end }) => `${shortInstant(start)}..${shortInstant(end)}`).join(' ')
}

/** `2001-01-05T06:00Z`, with seconds where there are any. */
function shortInstant(iso: string): string {
  return iso.replace(/(?::00)?\.000Z$/, 'Z')
}

function noteOf({ otherWindow, hidden, erased }: Version): string {
  if (erased) return `erased ${shortInstant(erased.at)}: ${erased.reason}`
  if (hidden) return 'hidden: not a partition of the present definition'
  return otherWindow ? 'made for another window' : ''
}
