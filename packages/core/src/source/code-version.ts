/** What is known of an asset's code: a hash of all source that decides its value, and where it stands. */

export interface CodeVersion {
  /** Null where the code is unknown: recompute. */
  readonly hash: string | null
  /** First paragraph of the doc comment of the asset's declaration. */
  readonly description: string | null
  /** Why more had to count than could be followed, as sentences. */
  readonly conservative: readonly string[]
  /** The file of the declaration, relative to the project folder, with `/`. */
  readonly file: string | null
  readonly line: number | null
}
