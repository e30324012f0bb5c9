/** A text as one word of a command that a person pastes into a POSIX shell. */

/** `ORD` becomes `'ORD'`, and `O'Brien` becomes `'O'\''Brien'`: nothing ends a quoted word but a quote, which has to stand outside. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
