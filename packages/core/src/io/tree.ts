/** The tree port: files under readable names that show current objects; which ones, and who may show them, core decides. */
import type { Member } from './artifact.ts'
import type { Generation } from './storage.ts'

export type TreeMode = 'link' | 'copy' | 'none'

export interface Tree {
  /** With `none` there is no tree, and nothing in it can be wrong. */
  readonly mode: TreeMode
  /**
   * Makes a path show an object, replaced atomically; whatever lies beside it is left alone.
   *
   * @param holder owns the temporary names.
   * @returns the stamp of what was shown, whatever another process has put there since.
   * @throws OBJECT_MISSING STORAGE_FAILED UNSAFE_PATH where a symbolic link on the way leads elsewhere
   */
  show(holder: string, member: Member, path: string): Promise<Generation>
  /** Of what lies there now: another than it was shown with once it was written to or replaced. Undefined where no file does. */
  stamp(path: string): Promise<Generation | undefined>
  /** The content hash of what lies there, or undefined where no file does. */
  hash(path: string): Promise<string | undefined>
  /** Removes files of these names from a folder, and the folders below `keep` that are empty then; also where there is no tree any more. */
  hide(folder: string, names: readonly string[], keep: string): Promise<void>
  /** Where another tool finds a folder or file. */
  locate(path: string): string
}
