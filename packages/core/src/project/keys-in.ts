/** The keys that a written selection stands for, read without a set: what lineage recorded outlives the definition it was read under. */

/**
 * Gives back what `formatSelection` wrote, in its order. A range gives every calendar day in it, also one that the zone of the set left out.
 *
 * @example
 * ```ts
 * [...keysIn('day=2001-01-31..2001-02-01,origin=ORD')]   // ['day=2001-01-31,origin=ORD', 'day=2001-02-01,origin=ORD']
 * ```
 */
export function* keysIn(text: string): Generator<string> {
  if (text === '') return
  if (text === '*') yield ''
  else for (const term of text.split(';')) yield* combinations(dimensionsOf(term))
}

/** Whether a key is one of {@link keysIn}, without listing them. */
export function hasKey(text: string, key: string): boolean {
  if (text === '' || text === '*' || key === '') return text === '*' && key === ''
  const parts = dimensionsOf(key)
  return text.split(';').some(term => {
    const dimensions = dimensionsOf(term)
    return dimensions.length === parts.length && dimensions.every((dimension, at) => covers(dimension, parts[at]!))
  })
}

/** One dimension of a term; outside a product it has no name. */
export interface Dimension {
  readonly name: string | null
  readonly items: readonly string[]
}

/** Names and separators are never part of a key, which escapes them; names are sorted in terms and in keys. */
export function dimensionsOf(term: string): readonly Dimension[] {
  const items = term.split(',').map(item => {
    const equals = item.indexOf('=')
    return equals < 0 ? { name: null, item } : { name: item.slice(0, equals), item: item.slice(equals + 1) }
  })
  const starts = items.flatMap(({ name }, at) => (name !== null || at === 0 ? [at] : []))
  return starts.map((from, index) => ({
    name: items[from]!.name,
    items: items.slice(from, starts[index + 1]).map(({ item }) => item),
  }))
}

function* combinations([first, ...others]: readonly Dimension[]): Generator<string> {
  if (!first) return
  for (const item of first.items) {
    for (const key of daysIn(item)) {
      const part = first.name === null ? key : `${first.name}=${key}`
      if (others.length === 0) yield part
      else for (const rest of combinations(others)) yield `${part},${rest}`
    }
  }
}

const msPerDay = 86_400_000

/** Only days have ranges: two dots in a key are escaped. */
function* daysIn(item: string): Generator<string> {
  const [first, last] = item.split('..')
  if (last === undefined) return yield item
  for (let at = Date.parse(first!); at <= Date.parse(last); at += msPerDay) yield dayOf(at)
}

function covers({ name, items }: Dimension, part: Dimension): boolean {
  const [key] = part.items
  if (name !== part.name || key === undefined) return false
  return items.some(item => {
    const [first, last] = item.split('..')
    return last === undefined ? item === key : isDay(key) && first! <= key && key <= last
  })
}

function isDay(key: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(key)
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
