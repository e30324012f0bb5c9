/** Partition keys as columns hold them: SQLite ends a text at a zero byte, and pages of keys are separated by line feeds. */

const mark = '\u0001'

/** Keys of partitions are escaped and stay as they are; any other text is marked, so that no two become one. */
export function storedKey(key: string): string {
  return key.startsWith(mark) || key.includes('\0') || key.includes('\n') ? mark + JSON.stringify(key) : key
}

export function keyOfStored(text: string): string {
  return text.startsWith(mark) ? JSON.parse(text.slice(mark.length)) : text
}
