/** The parsed files of a project, each read and parsed once, and a record of all that was looked up beside them. */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ts } from 'ts-morph'
import { sha256 } from '../foundation/hash.ts'
import type { ModuleSource } from './binding.ts'
import type { CompilerOptions } from './compiler-options.ts'
import type { CreationFrame } from './creation-frames.ts'
import { type ResolutionWorld, type Resolved, resolveModule } from './module-resolution.ts'
import { PackageIdentities, type PackageIdentity } from './package-identity.ts'
import { fileHash, isListed, type ProjectFiles, relativePath, statAt } from './project-files.ts'
import { parseModule, type SourceModule, type SourceUnit } from './source-module.ts'
import { packageImport, type RememberedFiles, Tsconfigs } from './tsconfig.ts'
import { type Rendering, type UnitSyntax, unitSyntax } from './unit-syntax.ts'
import { varveCall } from './varve-call.ts'

export interface AskedPackage extends PackageIdentity {
  readonly name: string
  readonly from: string
}

export class ProjectSource implements ModuleSource, ResolutionWorld, RememberedFiles {
  readonly project: ProjectFiles
  /** Content hash, or null where nothing was, of what the project's own listing does not cover. */
  readonly elsewhere = new Map<string, string | null>()
  readonly packages = new Map<string, AskedPackage>()
  /** By file, another of the same name that an import of it may mean as well. */
  readonly rivals = new Map<string, string>()
  /** A file was saved while the project was read: true of what was parsed, but of no listing. */
  hasMoved = false
  readonly #modules = new Map<string, SourceModule>()
  readonly #resolved = new Map<string, Resolved>()
  readonly #isFile = new Map<string, boolean>()
  readonly #syntax = new Map<Rendering, Map<SourceUnit, UnitSyntax>>()
  readonly #varveCalls = new Map<SourceUnit, boolean>()
  readonly #tsconfigs = new Tsconfigs(this)
  readonly #identities = new PackageIdentities()

  constructor(project: ProjectFiles) {
    this.project = project
  }

  load(path: string): SourceModule {
    let module = this.#modules.get(path)
    if (!module) {
      const bytes = readFileSync(path)
      const hash = sha256(bytes)
      const listed = this.project.hashes.get(path)
      if (listed === undefined) this.elsewhere.set(path, hash)
      else if (listed !== hash) this.hasMoved = true
      module = parseModule(path, bytes.toString('utf8'))
      this.#modules.set(path, module)
    }
    return module
  }

  resolve(specifier: string, importer: string): Resolved {
    const key = `${specifier}\n${dirname(importer)}`
    let resolved = this.#resolved.get(key)
    if (!resolved) {
      resolved = resolveModule(specifier, importer, this)
      this.#resolved.set(key, resolved)
      if (resolved.kind === 'source' && resolved.rival !== undefined) this.rivals.set(resolved.file, resolved.rival)
    }
    return resolved
  }

  isFile(path: string): boolean {
    let is = this.#isFile.get(path)
    if (is === undefined) {
      is = statAt(path)?.isFile() ?? false
      this.#isFile.set(path, is)
      // One that appears later may be what the import means.
      if (!is && !isListed(path, this.project)) this.elsewhere.set(path, null)
    }
    return is
  }

  read(path: string): string | undefined {
    try {
      const text = readFileSync(path, 'utf8')
      this.elsewhere.set(path, sha256(text))
      return text
    } catch {
      this.elsewhere.set(path, null)
      return undefined
    }
  }

  aliases(specifier: string, importer: string): readonly string[] {
    return this.#tsconfigs.candidates(specifier, importer)
  }

  compilerOptions(file: string): CompilerOptions {
    return this.#tsconfigs.optionsFor(file)
  }

  packageImport(specifier: string, importer: string): string | undefined {
    return packageImport(specifier, importer, this)
  }

  syntax(unit: SourceUnit, rendering: Rendering): UnitSyntax {
    const known = this.#syntax.get(rendering) ?? new Map<SourceUnit, UnitSyntax>()
    this.#syntax.set(rendering, known)
    let syntax = known.get(unit)
    if (!syntax) {
      syntax = unitSyntax(unit, rendering, this)
      known.set(unit, syntax)
    }
    return syntax
  }

  isVarveCall(unit: SourceUnit): boolean {
    let is = this.#varveCalls.get(unit)
    if (is === undefined) {
      is = varveCall(unit, this) !== undefined
      this.#varveCalls.set(unit, is)
    }
    return is
  }

  /** The units that lie around a frame; undefined where it lies in none. */
  unitsAt({ file, line, column }: CreationFrame): readonly SourceUnit[] | undefined {
    const module = this.load(file)
    const start = module.syntax.getLineStarts()[line - 1]
    if (start === undefined) return undefined
    const position = start + column - 1
    const around = (node: ts.Node): boolean => node.getStart(module.syntax) <= position && position < node.getEnd()
    const exact = module.units.filter(unit => around(unit.node))
    if (exact.length > 0) return exact
    // A compiler may map a call to the `const` before it.
    const loose = module.units.filter(({ node }) => ts.isVariableDeclaration(node) && around(node.parent.parent))
    return loose.length > 0 ? loose : undefined
  }

  contentHash(file: string): string | null {
    const hash = fileHash(file)
    this.elsewhere.set(file, hash)
    return hash
  }

  packageIdentity(name: string, from: string): PackageIdentity {
    const key = `${name} ${from}`
    let asked = this.packages.get(key)
    if (!asked) {
      asked = { name, from, ...this.#identities.identityOf(name, from) }
      this.packages.set(key, asked)
    }
    return asked
  }

  place(module: SourceModule, line: number): string {
    return `${relativePath(this.project.folder, module.path)}:${line}`
  }
}
