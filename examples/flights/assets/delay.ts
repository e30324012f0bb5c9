/** The arithmetic of delays: a mean, a share of late departures, and groups to take them of. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The share of delays above a limit, both in minutes. */
export function lateShare(delays: readonly number[], lateAfterMinutes: number): number {
  return delays.filter(delay => delay > lateAfterMinutes).length / delays.length
}

/** The delays of each place, places in alphabetical order. */
export function delaysBy<Row extends { readonly delay: number }>(rows: Iterable<Row>, place: (row: Row) => string): Map<string, number[]> {
  const delays = new Map<string, number[]>()
  for (const row of rows) {
    const group = delays.get(place(row))
    if (group) group.push(row.delay)
    else delays.set(place(row), [row.delay])
  }
  return new Map([...delays].sort(([a], [b]) => (a < b ? -1 : 1)))
}
