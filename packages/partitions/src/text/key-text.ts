/** How a key is written so that a selection, a list or a product's key can contain it. */

/** Words that mean something in a selection; a key that equals one is escaped. */
const selectionWords: readonly string[] = ['latest', 'missing', 'stale', '*']

// Control characters, separators of the selection text, the first dot of two, and white space at either end.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}%,=;@]|\.(?=\.)|^\s|\s$/gu

/** `a,b` becomes `a%2Cb`, a key `latest` becomes `%6Catest`; other keys stay as they are. */
export function escapeKey(key: string): string {
  if (selectionWords.includes(key)) return percent(key[0]!) + key.slice(1)
  return key.replace(unsafe, percent)
}

/** The inverse of {@link escapeKey}; text with a stray `%` stays as it is. */
export function unescapeKey(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function percent(character: string): string {
  return [...new TextEncoder().encode(character)].map(byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
