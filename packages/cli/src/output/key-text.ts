/** A key on a line of its own or in a list: as it is, or as JSON text where it would break the line. */

export function keyText(key: string): string {
  return breaksLine.test(key) || key.startsWith('"') ? JSON.stringify(key).replace(leftByJson, escaped) : key
}

const breaksLine = /[\p{Cc}\p{Zl}\p{Zp}]/u
/** JSON escapes the first 32 only. */
const leftByJson = /[\p{Cc}\p{Zl}\p{Zp}]/gu

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
