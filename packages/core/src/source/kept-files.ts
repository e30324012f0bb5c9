/** Which files are as an earlier analysis found them: their content, what was looked up for it, and what others see of them. */
import type { KeptFile, KeptSource } from './kept-source.ts'
import type { Resolved } from './module-resolution.ts'
import type { ProjectFiles } from './project-files.ts'
import { absolutePath } from './project-files.ts'
import type { ModuleShape } from './source-module.ts'

/** The files as they are now. */
export interface FilesNow {
  readonly project: ProjectFiles
  hashOf(path: string): string | null
  relative(path: string): string
  load(path: string): { readonly shape: ModuleShape }
  resolve(specifier: string, importer: string): Resolved
  isFolder(path: string, importer: string): boolean
}

export class KeptFiles {
  readonly #kept: KeptSource | undefined
  readonly #now: FilesNow
  readonly #absolute = new Map<string, string>()
  readonly #sameCode = new Map<string, boolean>()
  readonly #sameShape = new Map<string, boolean>()

  constructor(kept: KeptSource | undefined, now: FilesNow) {
    this.#kept = kept
    this.#now = now
  }

  /** What is kept of a file, whatever its content is now. */
  of(path: string): KeptFile | undefined {
    return this.#kept?.files[this.#now.relative(path)]
  }

  /** What is kept of a file whose content is the same. */
  unchanged(path: string): KeptFile | undefined {
    const file = this.of(path)
    return file && file.hash === this.#now.hashOf(path) ? file : undefined
  }

  absolute(path: string): string {
    const known = this.#absolute.get(path) ?? absolutePath(this.#now.project.folder, path)
    this.#absolute.set(path, known)
    return known
  }

  /** Whether its content and all that was looked up for it are the same: its code means what it meant. */
  hasSameCode(path: string): boolean {
    return once(this.#sameCode, path, () => {
      const asked = this.unchanged(path)?.asked
      if (!asked) return false
      const imports = Object.entries(asked.imports)
      const folders = Object.entries(asked.folders)
      return (
        imports.every(([specifier, answer]) => answerText(this.#now.resolve(specifier, path), this.#now) === answer) &&
        folders.every(([at, is]) => this.#now.isFolder(this.absolute(at), path) === is)
      )
    })
  }

  /** Whether names that others take from it mean the same. */
  hasSameShape(path: string): boolean {
    return once(this.#sameShape, path, () => {
      if (this.hasSameCode(path)) return true
      const kept = this.of(path)
      if (!kept || this.#now.hashOf(path) === null) return false
      const { shape } = this.#now.load(path)
      return (
        JSON.stringify(shape) === JSON.stringify(kept.shape) &&
        shape.loads.every(specifier => answerText(this.#now.resolve(specifier, path), this.#now) === kept.asked.imports[specifier])
      )
    })
  }
}

/** What a specifier leads to, as text that is the same on every machine. */
export function answerText(resolved: Resolved, files: Pick<FilesNow, 'relative'>): string {
  const { kind } = resolved
  const inProject = (file: string) => files.relative(file)
  switch (kind) {
    case 'source':
      return JSON.stringify([kind, inProject(resolved.file), resolved.rival === undefined ? null : inProject(resolved.rival)])
    case 'content':
      return JSON.stringify([kind, inProject(resolved.file)])
    case 'absent':
      return JSON.stringify([kind, resolved.file === null ? null : inProject(resolved.file)])
    case 'package':
      return JSON.stringify([kind, resolved.name, resolved.specifier])
    case 'builtin':
      return JSON.stringify([kind, resolved.specifier])
    default:
      return kind
  }
}

function once(known: Map<string, boolean>, path: string, compute: () => boolean): boolean {
  let is = known.get(path)
  if (is === undefined) {
    is = compute()
    known.set(path, is)
  }
  return is
}
