/** The summary that `npm run demo` ends with, line by line. */
import { relative } from 'node:path'
import type { LineageDocument, Outcome } from 'varve'
import type { Report } from './assets/report.ts'

export function told(outcome: Outcome, paths: readonly string[], made: LineageDocument, report: Report): string[] {
  return [
    ...ran(outcome),
    '',
    'What lies where (Parquet that any tool can read; one folder for each partition)',
    ...paths.map(path => `  ${shown(path)}`),
    '',
    'What it was made from',
    `  ${sources(made)}`,
    '',
    'What came out',
    ...found(report),
  ]
}

function ran({ steps, assets, durationMs }: Outcome): string[] {
  const seconds = (durationMs / 1000).toFixed(1)
  if (steps.done + steps.reused === 0) return [`Nothing needed to run: everything is up to date (looked for ${seconds} s)`]
  const counts = assets.flatMap(({ asset, done, reused }) =>
    done + reused === 0 ? [] : [`  ${asset.padEnd(16)} ${counted(done, reused)}`],
  )
  return [`What ran (partitions), in ${seconds} s: ${counted(steps.done, steps.reused)}`, ...counts]
}

/** `1,800 made`; what is reused was made earlier and is current again, and nothing of it ran. */
function counted(done: number, reused: number): string {
  return [
    ...(done > 0 ? [`${done.toLocaleString('en')} made`] : []),
    ...(reused > 0 ? [`${reused.toLocaleString('en')} reused`] : []),
  ].join(', ')
}

/** As seen from where the command was given. */
function shown(path: string): string {
  const near = relative(process.env.INIT_CWD ?? process.cwd(), path)
  return near.startsWith('..') ? path : near
}

/** `modelReport, from airports, delayFeatures (90 partitions), models.baseline and models.linear`. */
function sources({ root, nodes }: LineageDocument): string {
  const partitions = new Map<string, number>()
  for (const [id, { asset }] of Object.entries(nodes)) if (id !== root) partitions.set(asset, (partitions.get(asset) ?? 0) + 1)
  const named = [...partitions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([asset, count]) => (count > 1 ? `${asset} (${count} partitions)` : asset))
  return `${nodes[root]?.asset}, from ${new Intl.ListFormat('en').format(named)}`
}

function found({ better, byMinutes, heldOut, meanAbsoluteErrorMinutes, latestOrigin }: Report): string[] {
  const { origin, city, lateShare, departures } = latestOrigin
  const error = meanAbsoluteErrorMinutes[better].toFixed(2)
  return [
    `  The better model is ${better}: on the held-out week ${heldOut.from} to ${heldOut.to} it misses an origin's mean delay`,
    `  by ${error} minutes on average, ${byMinutes.toFixed(2)} less than the other.`,
    `  Late most often: ${city ?? origin} (${origin}), ${(100 * lateShare).toFixed(1)} % of ${departures} departures in the sample.`,
  ]
}
