/** What user code returned as a value: anything that yields rows becomes an array of them. */

export async function collectRows(returned: unknown): Promise<unknown> {
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) return returned
  if (Symbol.asyncIterator in returned) return fromAsync(returned as AsyncIterable<unknown>)
  if (Symbol.iterator in returned) return Array.from(returned as Iterable<unknown>)
  return returned
}

async function fromAsync(rows: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const collected: unknown[] = []
  for await (const row of rows) collected.push(row)
  return collected
}
