/** What one analysis leaves for the next: what was found out about each file, each version, and the files that all of it came from. */
import type { CodeVersion } from './code-version.ts'
import type { ModuleShape } from './source-module.ts'

/** Paths are relative to the project folder. */
export interface KeptSource {
  /** The version of the compiler: another may see other syntax. */
  readonly compiler: string
  /** Content of the project's source files. */
  readonly key: string
  /** Whether anything in the program runs without being called. */
  readonly hasImplicit: boolean
  /** What happens to every part of the program. */
  readonly everywhere: string
  readonly files: Readonly<Record<string, KeptFile>>
  readonly versions: Readonly<Record<string, KeptVersion>>
}

export interface KeptFile {
  readonly hash: string
  readonly shape: ModuleShape
  /** The units that call Varve with the function that they call, and the files whose shape says so. */
  readonly varve: { readonly units: readonly (readonly [number, string])[]; readonly looks: readonly string[] }
  /** The units with code that runs without being called. */
  readonly implicit: readonly number[]
  /** By unit, what loading the file does there; undefined where the program does not load the file. */
  readonly effects?: { readonly units: readonly (KeptEffect | null)[]; readonly needs: KeptNeeds }
  readonly asked: AskedOfFile
  /** Where in it assets of the project are created, and the units that these places are in. */
  readonly places: string
  readonly creations: readonly number[]
  /** What others say of it, as text. */
  readonly surroundings: string
}

/** What was looked up for the code of a file, by question. */
export interface AskedOfFile {
  /** By specifier, what it leads to. */
  readonly imports: Readonly<Record<string, string>>
  readonly folders: Readonly<Record<string, boolean>>
  readonly contents: Readonly<Record<string, string | null>>
  readonly packages: readonly { readonly name: string; readonly from: string; readonly identity: string | null }[]
}

export type UnitReference = readonly [path: string, unit: number]

export interface KeptEffect {
  readonly changed: readonly UnitReference[]
  readonly packages: readonly string[]
  readonly isGlobal: boolean
}

export interface KeptNeeds {
  readonly code: readonly string[]
  readonly looks: readonly string[]
}

export interface KeptVersion {
  readonly version: CodeVersion
  /** Every source file counts. */
  readonly countsAll: boolean
  readonly needs: KeptNeeds
}
