/** A written selection taken apart without a set: what lineage recorded outlives the definition it was read under. */

/** One dimension of a term; without a product it has no name. */
export interface Dimension {
  readonly name: string | null
  /** Keys, and ranges of windows: `2001-01-01..2001-01-31`. */
  readonly items: readonly string[]
}

/** The terms of what `formatSelection` wrote; that of an unpartitioned asset has no dimensions. */
export function termsOf(text: string): readonly (readonly Dimension[])[] {
  if (text === '') return []
  return text === '*' ? [[]] : text.split(';').map(dimensionsOf)
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

/** The key that has one key in each of the dimensions. */
export function keyOf(dimensions: readonly Pick<Dimension, 'name'>[], keys: readonly string[]): string {
  return dimensions.map(({ name }, index) => (name === null ? keys[index]! : `${name}=${keys[index]}`)).join(',')
}
