/** An IO manager as a config holds it: a storage composed with a format, opened by each command. */
import type { ArtifactStore } from './artifact-store.ts'
import type { Format } from './format.ts'

/** A storage composed with the format assets have by default; made by `ioManager({ storage, format })`. */
export interface IoManager {
  readonly format: Format
  /** The stack of the call that composed it. */
  readonly creation: string
  /** The properties of that call's argument that hold a format or storage of the user's own. */
  readonly codeIn: readonly string[]
  /** @param base the folder relative storage paths resolve against. */
  open(base: string): ArtifactStore
}
