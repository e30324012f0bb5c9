/** A text as one word of a command that a person pastes into a POSIX shell. */

/** `ORD` becomes `'ORD'`, and `O'Brien` becomes `'O'\''Brien'`: only a quote ends a quoted word, so a quote of the text is written between two quoted parts. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
