/** What can name a dimension or a dynamic set: a word, since names are part of keys, selections and folders. */

export const wordsAre = 'up to 64 letters, digits and _, not beginning with a digit'

export function isWord(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name) && name !== '__proto__'
}
