/** What is known of a piece of the user's code: a hash of all source that decides its value, and where it is declared. */

export interface CodeVersion {
  /** Null where the code is unknown: recompute. */
  readonly hash: string | null
  /** First paragraph of the doc comment of the declaration. */
  readonly description: string | null
  /** Why more had to count than could be followed, as sentences. */
  readonly conservative: readonly string[]
  /** What decides a value and is no code: nothing here follows it, so each is a finding. */
  readonly hidden: readonly HiddenInput[]
  /** The file of the declaration, relative to the project folder, with `/`. */
  readonly file: string | null
  readonly line: number | null
}

/** Something that reached code reads and that no version covers. */
export interface HiddenInput {
  readonly kind: 'environment' | 'file'
  readonly file: string
  readonly line: number
  /** Continues a sentence that begins with the place: `reads process.env.MODE`. */
  readonly what: string
  readonly fix: string
}

/** One piece of code that was analysed, and whose it is. */
export interface AnalysedPart {
  /** The asset or external. */
  readonly name: string
  readonly part: 'asset' | 'external' | 'contract' | 'format'
  readonly version: CodeVersion
}

/** The code behind an asset, in the parts that are judged apart. */
export interface AssetCode {
  /** Decides its definition. Null where the source is unknown: such an asset is made anew by every run. */
  readonly code: string | null
  /** What the functions of its contract reach; null where the contract calls none. */
  readonly contractCode: string | null
  /** A format or storage of the user's own; null where both are Varve's. It decides bytes, and how they become values. */
  readonly formatCode: string | null
}

/** The code behind an external, in the parts that are judged apart. */
export interface ExternalCode {
  /** `observe` and `open`, or the user's own format; null where Varve's own code reads it. */
  readonly code: string | null
  readonly contractCode: string | null
}

/** The code of a project's definitions, by name in its catalog. */
export interface ProjectCode {
  readonly assets: ReadonlyMap<string, AssetCode>
  readonly externals: ReadonlyMap<string, ExternalCode>
}
