/** How an installed package counts in a code version: its version and those of all it depends on, or the content of a linked folder. */
import { hashParts } from '../foundation/hash.ts'
import { type InstalledPackage, installedPackage } from './installed-package.ts'
import { readProjectFiles } from './project-files.ts'

export interface PackageIdentity {
  /** Null where nothing is installed under this name. */
  readonly identity: string | null
  readonly isLinked: boolean
}

/** Looks at each installed folder once, so one of these is good for one analysis. */
export class PackageIdentities {
  readonly #byFolder = new Map<string, Installed>()
  readonly #identities = new Map<Installed, string>()

  identityOf(name: string, fromFolder: string): PackageIdentity {
    const found = this.#installed(name, fromFolder)
    if (!found) return { identity: null, isLinked: false }
    let identity = this.#identities.get(found)
    if (identity === undefined) {
      const below = this.#dependenciesOf(found)
      identity = below.length === 0 ? found.own : `${found.own} with ${hashParts('packages', below)}`
      this.#identities.set(found, identity)
    }
    return { identity, isLinked: found.isLinked }
  }

  /** All that it reaches, as names with versions. */
  #dependenciesOf(found: Installed): readonly string[] {
    const met = new Set([found])
    const texts = new Set<string>()
    for (const { folder, needs } of met) {
      for (const { name, isOptional } of needs) {
        const needed = this.#installed(name, folder)
        // One that may be absent, or is for one system only, is no part of what others have.
        if (isOptional && (!needed || needed.isForSystem)) continue
        texts.add(`${name}@${needed?.own ?? 'none'}`)
        if (needed) met.add(needed)
      }
    }
    return [...texts].sort()
  }

  #installed(name: string, fromFolder: string): Installed | undefined {
    const found = installedPackage(name, fromFolder)
    if (!found) return undefined
    let known = this.#byFolder.get(found.folder)
    if (!known) {
      known = { ...found, own: ownIdentity(found), isLinked: found.linkedFrom !== null }
      this.#byFolder.set(found.folder, known)
    }
    return known
  }
}

interface Installed extends InstalledPackage {
  readonly own: string
  readonly isLinked: boolean
}

/** A linked package (a workspace beside the project) changes without a new version, so there the source files count. */
function ownIdentity({ version, linkedFrom }: InstalledPackage): string {
  return linkedFrom === null ? version : `linked ${readProjectFiles(linkedFrom, { withBuilt: true }).key}`
}
