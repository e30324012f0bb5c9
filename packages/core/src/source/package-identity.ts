/** What stands for an installed package in a code version: its version, or the content of the folder it is linked from. */
import { installedPackage } from './installed-package.ts'
import { readProjectFiles } from './project-files.ts'

export interface PackageIdentity {
  /** Null where nothing is installed under this name. */
  readonly identity: string | null
  readonly isLinked: boolean
}

/** A linked package (a workspace beside the project) changes without a new version, so there the source files count. */
export function packageIdentity(name: string, fromFolder: string): PackageIdentity {
  const found = installedPackage(name, fromFolder)
  if (!found) return { identity: null, isLinked: false }
  if (found.linkedFrom === null) return { identity: found.version, isLinked: false }
  return { identity: `linked ${readProjectFiles(found.linkedFrom, { withBuilt: true }).key}`, isLinked: true }
}
