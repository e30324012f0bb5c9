/** Which keys one set of segments can have: text, not empty, valid Unicode, and no two that share a folder on some disk. */

export interface KeyFlaw {
  readonly key: unknown
  /** Its index in the list. */
  readonly index: number
  readonly what: string
  readonly why: string
}

/**
 * The first thing wrong with a list of keys; undefined where nothing is.
 *
 * @param earlier gives the key of this spelling that the set had before: the list may repeat it, but not write it in another case.
 */
export function flawOfKeys(
  keys: readonly unknown[],
  earlier: (spelling: string) => string | undefined = () => undefined,
): KeyFlaw | undefined {
  const spellings = new Map<string, string>()
  for (const [index, key] of keys.entries()) {
    const flaw = (what: string, why: string): KeyFlaw => ({ key, index, what, why })
    if (typeof key !== 'string') return flaw(`A segment key is ${typeof key}, not text`, 'keys name folders, so they are text')
    const name = JSON.stringify(key)
    if (key === '') return flaw('A segment key is empty', 'the empty key is that of an unpartitioned asset')
    if (/\p{Surrogate}/u.test(key)) return flaw(`Segment key ${name} is not valid Unicode`, 'half a surrogate pair has no bytes')
    const spelling = spellingOf(key)
    if (spellings.get(spelling) === key) return flaw(`Segment key ${name} is given twice`, 'a key names one partition')
    const other = spellings.get(spelling) ?? earlier(spelling) ?? key
    if (other !== key) {
      const what = `Segment keys ${JSON.stringify(other)} and ${name} differ only in case`
      return flaw(what, 'they would share a folder on disks that ignore case')
    }
    spellings.set(spelling, key)
  }
  return undefined
}

/** What keys that differ only in case have in common. */
export function spellingOf(key: string): string {
  return key.toLowerCase()
}
