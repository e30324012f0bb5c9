/** The files of a project, each read and parsed at most once, and a record of all that was looked up for them. */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ts } from 'ts-morph'
import { sha256 } from '../foundation/hash.ts'
import type { ModuleSource } from './binding.ts'
import type { CompilerOptions } from './compiler-options.ts'
import type { CreationFrame } from './creation-frames.ts'
import { implicitUnitsIn } from './implicit-code.ts'
import { type FilesNow, KeptFiles } from './kept-files.ts'
import type { KeptSource } from './kept-source.ts'
import { type ResolutionWorld, type Resolved, resolveModule } from './module-resolution.ts'
import { type Needs, NeedsRecorder } from './needs.ts'
import { PackageIdentities, type PackageIdentity } from './package-identity.ts'
import { fileHash, isListed, type ProjectFiles, pathState, relativePath, statAt } from './project-files.ts'
import { type ListedUnit, type ParsedModule, parseModule, type SourceModule, type SourceUnit, sourceModule } from './source-module.ts'
import { packageImport, type RememberedFiles, Tsconfigs } from './tsconfig.ts'
import { type Rendering, type UnitSyntax, unitSyntax } from './unit-syntax.ts'
import { isAssetFunction, varveCall } from './varve-call.ts'

export interface AskedPackage extends PackageIdentity {
  readonly name: string
  readonly from: string
}

/** What was looked up for one file. */
export interface Asked {
  readonly imports: Map<string, Resolved>
  readonly folders: Map<string, boolean>
  readonly contents: Map<string, string | null>
  readonly packages: Map<string, AskedPackage>
}

/** By unit of a file, the function of Varve that it calls; and the files whose shape says so. */
export interface VarveUnits {
  readonly value: ReadonlyMap<number, string>
  readonly looks: readonly string[]
}

/** A file was saved after the project was listed, so what is remembered of it belongs to other code. */
export class SourceMoved extends Error {}

export class ProjectSource implements ModuleSource, ResolutionWorld, RememberedFiles, FilesNow {
  readonly project: ProjectFiles
  readonly needs = new NeedsRecorder()
  readonly kept: KeptFiles
  /** What is at each path that was looked at beside the project's own listing: a content hash, `folder`, or null. */
  readonly elsewhere = new Map<string, string | null>()
  readonly packages = new Map<string, AskedPackage>()
  /** A file was saved while the project was read: true of what was parsed, but of no listing. */
  hasMoved = false
  readonly #modules = new Map<string, SourceModule>()
  readonly #parsed = new Map<string, ParsedModule>()
  readonly #asked = new Map<string, Asked>()
  readonly #resolved = new Map<string, Resolved>()
  readonly #isFile = new Map<string, boolean>()
  readonly #relative = new Map<string, string>()
  readonly #syntax = new Map<Rendering, Map<SourceUnit, { readonly value: UnitSyntax; readonly needs: Needs }>>()
  readonly #varve = new Map<SourceModule, VarveUnits>()
  readonly #implicit = new Map<SourceModule, ReadonlySet<number>>()
  readonly #tsconfigs = new Tsconfigs(this)
  readonly #identities = new PackageIdentities()

  /** @param kept of an earlier analysis: what it says of a file is used as long as that file is the same. */
  constructor(project: ProjectFiles, kept: KeptSource | undefined) {
    this.project = project
    this.kept = new KeptFiles(kept, this)
  }

  /** All files that were looked at. */
  get modules(): Iterable<SourceModule> {
    return this.#modules.values()
  }

  get parsed(): Iterable<string> {
    return this.#parsed.keys()
  }

  load(path: string): SourceModule {
    this.needs.looks(path)
    let module = this.#modules.get(path)
    if (!module) {
      const { shape } = this.kept.unchanged(path) ?? this.#parse(path)
      module = sourceModule(path, shape, () => {
        this.needs.code(path)
        return this.#parse(path)
      })
      this.#modules.set(path, module)
    }
    return module
  }

  #parse(path: string): ParsedModule {
    let parsed = this.#parsed.get(path)
    if (!parsed) {
      const bytes = readFileSync(path)
      const hash = sha256(bytes)
      const listed = this.project.hashes.get(path)
      if (listed === undefined) this.elsewhere.set(path, hash)
      else if (listed !== hash) this.hasMoved = true
      const kept = this.kept.unchanged(path)
      if (kept && kept.hash !== hash) throw new SourceMoved()
      parsed = parseModule(path, bytes.toString('utf8'))
      this.#parsed.set(path, parsed)
    }
    return parsed
  }

  hashOf(path: string): string | null {
    const listed = this.project.hashes.get(path)
    if (listed !== undefined) return listed
    const hash = this.elsewhere.get(path)
    return hash === undefined ? this.contentHash(path) : hash
  }

  relative(path: string): string {
    const known = this.#relative.get(path) ?? relativePath(this.project.folder, path)
    this.#relative.set(path, known)
    return known
  }

  asked(path: string): Asked {
    let asked = this.#asked.get(path)
    if (!asked) {
      asked = { imports: new Map(), folders: new Map(), contents: new Map(), packages: new Map() }
      this.#asked.set(path, asked)
    }
    return asked
  }

  resolve(specifier: string, importer: string): Resolved {
    const key = `${specifier}\n${dirname(importer)}`
    let resolved = this.#resolved.get(key)
    if (!resolved) {
      resolved = resolveModule(specifier, importer, this)
      this.#resolved.set(key, resolved)
    }
    this.asked(importer).imports.set(specifier, resolved)
    return resolved
  }

  isFolder(path: string, importer: string): boolean {
    const is = statAt(path)?.isDirectory() ?? false
    this.elsewhere.set(path, pathState(path))
    this.asked(importer).folders.set(path, is)
    return is
  }

  isFile(path: string): boolean {
    let is = this.#isFile.get(path)
    if (is === undefined) {
      is = this.project.hashes.has(path) || (statAt(path)?.isFile() ?? false)
      this.#isFile.set(path, is)
      // One that appears later may be what the import means.
      if (!is && !isListed(path, this.project)) this.elsewhere.set(path, pathState(path))
    }
    return is
  }

  read(path: string): string | undefined {
    try {
      const text = readFileSync(path, 'utf8')
      this.elsewhere.set(path, sha256(text))
      return text
    } catch {
      this.elsewhere.set(path, pathState(path))
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
    const known = this.#syntax.get(rendering) ?? new Map()
    this.#syntax.set(rendering, known)
    return this.needs.once(known, unit, () => unitSyntax(unit, rendering, this))
  }

  isVarveCall(unit: SourceUnit): boolean {
    if (!('index' in unit)) return varveCall(unit, this) !== undefined
    this.needs.looks(unit.module.path)
    return this.varveUnits(unit.module).value.has(unit.index as number)
  }

  isAsset(unit: ListedUnit): boolean {
    this.needs.looks(unit.module.path)
    return isAssetFunction(this.varveUnits(unit.module).value.get(unit.index))
  }

  varveUnits(module: SourceModule): VarveUnits {
    let known = this.#varve.get(module)
    if (!known) {
      known = this.#keptVarve(module) ?? this.#varveIn(module)
      this.#varve.set(module, known)
    }
    return known
  }

  #keptVarve({ path }: SourceModule) {
    const varve = this.kept.unchanged(path)?.varve
    if (!varve) return undefined
    const looks = varve.looks.map(other => this.kept.absolute(other))
    const isSame = this.kept.hasSameCode(path) && looks.every(other => this.kept.hasSameShape(other))
    return isSame ? { value: new Map(varve.units), looks } : undefined
  }

  #varveIn(module: SourceModule) {
    const { value, needs } = this.needs.apart(() =>
      module.units.flatMap((unit): readonly (readonly [number, string])[] => {
        const called = varveCall(unit, this)
        return called === undefined ? [] : [[unit.index, called]]
      }),
    )
    return { value: new Map(value), looks: [...needs.looks] }
  }

  /** The units of a file with code that runs without being called. */
  implicitUnits(module: SourceModule): ReadonlySet<number> {
    let known = this.#implicit.get(module)
    if (!known) {
      const kept = this.kept.unchanged(module.path)?.implicit
      known = new Set(kept ?? this.needs.apart(() => implicitUnitsIn(module)).value)
      this.#implicit.set(module, known)
    }
    return known
  }

  /** The units that lie around a frame; undefined where it lies in none. */
  unitsAt({ file, line, column }: CreationFrame): readonly ListedUnit[] | undefined {
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

  /** @param by the file whose code asks for it. */
  contentHash(file: string, by?: string): string | null {
    const hash = fileHash(file)
    this.elsewhere.set(file, hash ?? pathState(file))
    if (by !== undefined) this.asked(by).contents.set(file, hash)
    return hash
  }

  packageIdentity(name: string, from: string, by?: string): PackageIdentity {
    const key = `${name} ${from}`
    let asked = this.packages.get(key)
    if (!asked) {
      asked = { name, from, ...this.#identities.identityOf(name, from) }
      this.packages.set(key, asked)
    }
    if (by !== undefined) this.asked(by).packages.set(key, asked)
    return asked
  }

  place(module: SourceModule, line: number): string {
    return `${this.relative(module.path)}:${line}`
  }
}
