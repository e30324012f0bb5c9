/** `varve materialize`: makes what is selected and not fresh. */
import type { Failure, Outcome } from '@varve/core'
import { Command, Option } from 'commander'
import type { Page } from '../output/page.ts'
import { counted, duration, firstFew, reference, shortRanges } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'
import { lengthOfTime } from './length-of-time.ts'
import { type SelectionOptions, withSelection } from './selection-options.ts'
import { wholeNumber } from './whole-number.ts'

interface MaterializeOptions extends SelectionOptions {
  readonly concurrency?: number
  readonly order?: 'oldest' | 'newest'
  readonly force?: boolean
  readonly wait?: number
}

const help = `
Exit status 0 done, 1 failed or partial, 3 every failure was a closed gate, 130 or 143 interrupted: the next call goes on.

Example:
  varve materialize +delayFeatures --partitions 2001-01-01..2001-01-31 --concurrency 2`

export function materializeCommand(stdout: Stdout): Command {
  return withSelection(new Command('materialize'))
    .description('Make what is selected and not fresh; publish each partition once its contract holds.')
    .option('--concurrency <count>', "steps at once (default: the config's, else one per processor)", wholeNumber(1))
    .addOption(new Option('--order <order>', 'which partitions come first').choices(['oldest', 'newest']).default('oldest'))
    .option('--force', 'run what is selected although it is fresh')
    .option('--wait <duration>', 'how long a step waits for another run that makes it: 90s, 10m, 2h (default: 1h)', lengthOfTime)
    .addHelpText('after', help)
    .action((select: readonly string[], options: MaterializeOptions, command: Command) => run(select, options, command, stdout))
}

async function run(select: readonly string[], options: MaterializeOptions, command: Command, stdout: Stdout): Promise<void> {
  const { interruption } = await import('../process/interrupt.ts')
  const interrupted = interruption()
  try {
    await answer<Outcome>(command, stdout, {
      ask: async (config, open) => {
        const { partitions, env: environment, concurrency, order, force, wait } = options
        const [{ materialize }, { liveLine }, { runObservers }] = await Promise.all([
          import('@varve/core'),
          import('../output/live-line.ts'),
          import('../output/run-observers.ts'),
        ])
        const line = liveLine(process.stderr)
        const shown = { observers: runObservers(line), captureOutput: true, ownsProcess: true }
        const asked = { select, partitions, environment, concurrency, order, force, waitMs: wait, signal: interrupted.signal }
        return materialize(config, { ...open, ...asked, ...shown }).finally(line.end)
      },
      show,
      exitStatus: async outcome => interrupted.exitStatus() ?? (await import('@varve/core')).exitStatusOf(outcome),
    })
  } finally {
    interrupted.release()
  }
}

function show(outcome: Outcome, { table, colours }: Page): string {
  const { run, status, assets, failures, blocked, durationMs } = outcome
  const rows = assets.map(({ asset, done, reused, skipped, failed, blocked }) => [asset, done, reused, skipped, failed, blocked])
  const cutOff = outcome.interrupted.map(({ asset, partitions }) => reference(asset, shortRanges(partitions)))
  const drawn =
    rows.length === 0 ? nothingEnded(status, cutOff.length) : table(['asset', 'done', 'reused', 'skipped', 'failed', 'blocked'], rows)
  const failed = firstFew(failures.map(failure => failureText(failure, colours)))
  const waiting = firstFew(
    folded(blocked).map(({ asset, partitions, cause, advice }) => {
      const blockedPart = partitions === '' ? asset : `${asset} ${shortRanges(partitions)}`
      return `${colours.yellow('blocked')}  ${blockedPart} by ${cause}${advice}`
    }),
  )
  const colour = status === 'complete' ? colours.green : colours.red
  const cut = cutOff.length === 0 ? [] : [`${colours.yellow('cut off')}  ${firstFew(cutOff).join(', ')}: the next run makes them`]
  return [drawn, ...failed, ...waiting, ...cut, `${colour(status)} in ${duration(durationMs)}, run ${run}`].join('\n')
}

function nothingEnded(status: Outcome['status'], cutOff: number): string {
  if (status !== 'interrupted') return 'Nothing to do.'
  return cutOff === 0 ? 'Interrupted before anything ran.' : 'Interrupted before any step ended.'
}

/** The codes whose fix says more than to correct what is named. */
const adviseOn: readonly string[] = ['INPUT_MISSING', 'INPUT_LOST', 'INPUT_ERASED']

interface Folded {
  readonly asset: string
  readonly partitions: string
  readonly cause: string
  readonly advice: string
}

/** One line for all partitions of an asset that wait for the same asset for the same reason. */
function folded(blocked: Outcome['blocked']): readonly Folded[] {
  const groups = new Map<string, Outcome['blocked'][number][]>()
  for (const one of blocked) {
    const key = JSON.stringify([one.asset, one.by.asset, one.by.code, one.fix])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].map(group => {
    const { asset, by, fix } = group[0]!
    const cause = group.length === 1 ? reference(by.asset, by.partition) : by.asset
    const advice = adviseOn.includes(by.code) ? `; ${fix}` : ''
    return { asset, partitions: joined(group.map(({ partitions }) => partitions)), cause: `${cause} (${by.code})`, advice }
  })
}

/** Terms of a product are joined by `;`, keys and ranges by `,`. */
function joined(selections: readonly string[]): string {
  return selections.join(selections.some(text => text.includes('=')) ? ';' : ',')
}

function failureText({ asset, partition, code, message, quarantine }: Failure, colours: Page['colours']): string {
  const subject = asset === '' ? [] : [reference(asset, partition)]
  const head = [colours.red('failed'), ...subject, code, message].join('  ')
  if (!quarantine) return head
  const rules = quarantine.rules.map(({ rule, column, count }) => `${rule}${column === null ? '' : ` on ${column}`} (${count})`)
  return [head, `  rules       ${rules.join(', ')}`, `  quarantine  ${counted(quarantine.rows, 'row')} in ${quarantine.uri}`].join('\n')
}
