/** The process of one job: prepares, acts, and writes what that took to the file descriptor that its parent reads. */
import { readFileSync, writeSync } from 'node:fs'
import { stopwatchMs } from './stopwatch.ts'

const [file, name, upTo] = process.argv.slice(2) as [string, string, 'prepare' | 'act']
const jobs: Readonly<Record<string, (args: unknown) => Promise<() => unknown>>> = await import(`../jobs/${file}.ts`)
const act = await jobs[name]!(JSON.parse(readFileSync(0, 'utf8')))
const started = stopwatchMs()
const answer = upTo === 'act' ? await act() : null
const ms = stopwatchMs() - started
writeSync(3, JSON.stringify({ answer, ms, peakBytes: peakBytes() }))

/** Linux hands the peak of a parent on to `resourceUsage` of its child; what `/proc` says begins anew. */
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024
}
