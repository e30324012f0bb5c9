/** A documented example: its text, where it stands, and what stands around it. */

export interface Example {
  /** The page or source file, from the project's folder. */
  readonly source: string
  /** The line of its first line of code, from 1. */
  readonly line: number
  readonly code: string
  /** Words after `ts` at the fence: `no-run`. */
  readonly words: readonly string[]
  /** Preludes that may lend it names, the first before the others: files in test/docs/preludes, as `<!-- setup: NAME -->` names them. */
  readonly setups: readonly string[]
}

/** `docs/assets.md:12`, as editors open it. */
export function placeOf({ source, line }: Example): string {
  return `${source}:${line}`
}

/** A block that begins with `// some/file.ts` is that file of its page, and others may import it. */
export function fileNameOf({ code }: Example): string | undefined {
  return /^\/\/ (\S+\.ts)\n/.exec(code)?.[1]
}
