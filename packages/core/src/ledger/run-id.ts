/** The name of a run. */
import type { Instant } from '@varve/partitions'

/** Sorts by time, and two runs in one millisecond still differ. */
export function runId(now: Instant, random: string): string {
  return `${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${random}`
}
