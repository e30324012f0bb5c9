/** Code versions: what each asset reaches from its creation, in an order of its own, hashed. */
import { readFileSync } from 'node:fs'
import { ts } from 'ts-morph'
import { hashParts, sha256 } from '../foundation/hash.ts'
import { resolveExport, resolveImport, type Target } from './binding.ts'
import type { CodeVersion } from './code-version.ts'
import type { CreationFrame } from './creation-frames.ts'
import { type CodeWithin, creationPart } from './creation-part.ts'
import { type PackageIdentity, packageIdentity } from './package-identity.ts'
import { fileHash, type ProjectFiles, relativePath } from './project-files.ts'
import { parseModule, type SourceModule, type SourceUnit } from './source-module.ts'
import { type Reference, type UnitSyntax, unitSyntax, varveCall } from './unit-syntax.ts'

export interface CodeReach {
  /** `frames` are those inside the project, innermost first, of files that exist. */
  codeVersion(frames: readonly CreationFrame[], within: CodeWithin | undefined): CodeVersion
  /** What was read beside the project's source files: content hash, or null where nothing lies, by absolute path. */
  readonly elsewhere: ReadonlyMap<string, string | null>
  /** What was asked of the installed packages. */
  readonly packages: ReadonlyMap<string, AskedPackage>
  /** A file was saved while the project was read: true of what was parsed, but of no listing. */
  hasMoved(): boolean
}

export interface AskedPackage extends PackageIdentity {
  readonly name: string
  readonly from: string
}

/** `outermost` are the places where the assets of the project get their names: each asset stops at the others. */
export function createCodeReach(project: ProjectFiles, outermost: readonly CreationFrame[]): CodeReach {
  const source = new ProjectSource(project)
  const creations = new Set(outermost.flatMap(frame => source.unitsAt(frame) ?? []).filter(isCreation))
  return {
    codeVersion: (frames, within) => new Walk(source, frames, within, creations).codeVersion(),
    elsewhere: source.elsewhere,
    packages: source.packages,
    hasMoved: () => source.hasMoved,
  }
}

/** The parsed files of a project, each read and parsed once. */
class ProjectSource {
  readonly project: ProjectFiles
  readonly elsewhere = new Map<string, string | null>()
  readonly packages = new Map<string, AskedPackage>()
  hasMoved = false
  readonly #modules = new Map<string, SourceModule>()
  readonly #syntax = new Map<SourceUnit, UnitSyntax>()
  readonly #varveCalls = new Map<SourceUnit, boolean>()

  constructor(project: ProjectFiles) {
    this.project = project
  }

  readonly load = (path: string): SourceModule => {
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

  syntax(unit: SourceUnit): UnitSyntax {
    let syntax = this.#syntax.get(unit)
    if (!syntax) {
      syntax = unitSyntax(unit, this.load)
      this.#syntax.set(unit, syntax)
    }
    return syntax
  }

  isVarveCall(unit: SourceUnit): boolean {
    let is = this.#varveCalls.get(unit)
    if (is === undefined) {
      is = varveCall(unit, this.load) !== undefined
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
      asked = { name, from, ...packageIdentity(name, from) }
      this.packages.set(key, asked)
    }
    return asked
  }

  place(module: SourceModule, line: number): string {
    return `${relativePath(this.project.folder, module.path)}:${line}`
  }
}

type Item =
  | { readonly kind: 'unit'; readonly unit: SourceUnit }
  | { readonly kind: 'module' | 'loading' | 'units'; readonly module: SourceModule }

/** One walk from the roots of one asset. What it meets is numbered as it is met, so neither paths nor the order of files count. */
class Walk {
  readonly #source: ProjectSource
  readonly #frames: readonly CreationFrame[]
  readonly #within: CodeWithin | undefined
  readonly #roots = new Set<SourceUnit>()
  readonly #creations: ReadonlySet<SourceUnit>
  readonly #numbers = {
    unit: new Map<object, number>(),
    module: new Map<object, number>(),
    loading: new Map<object, number>(),
    units: new Map<object, number>(),
  }
  readonly #queue: Item[] = []
  readonly #packages = new Set<string>()
  readonly #reasons = new Set<string>()
  #countsAll = false

  constructor(source: ProjectSource, frames: readonly CreationFrame[], within: CodeWithin | undefined, creations: ReadonlySet<SourceUnit>) {
    this.#source = source
    this.#frames = frames
    this.#within = within
    this.#creations = creations
  }

  codeVersion(): CodeVersion {
    for (const unit of this.#part() ?? []) this.#roots.add(unit)
    for (const frame of this.#roots.size > 0 ? [] : this.#frames) {
      const units = this.#source.unitsAt(frame)
      for (const unit of units ?? []) this.#roots.add(unit)
      if (!units)
        this.#doubtAll(this.#source.load(frame.file), frame.line, 'lies in no declaration, so where the asset begins cannot be told')
    }
    for (const unit of this.#roots) this.#number({ kind: 'unit', unit })
    const parts: string[] = []
    for (let item = this.#queue.shift(); item; item = this.#queue.shift()) parts.push(...this.#partOf(item), '/')
    parts.push('packages', ...[...this.#packages].sort())
    if (this.#countsAll) parts.push('project', this.#source.project.key)
    return { hash: hashParts('code', parts), conservative: [...this.#reasons], hidden: [], ...this.#declaration() }
  }

  #part(): readonly SourceUnit[] | undefined {
    const [innermost] = this.#frames
    return innermost && this.#within && creationPart(this.#source.load(innermost.file), innermost, this.#within)
  }

  #partOf(item: Item): readonly string[] {
    switch (item.kind) {
      case 'unit':
        return this.#unitPart(item.unit)
      case 'module':
        return this.#modulePart(item.module)
      case 'loading':
        return this.#loadingPart(item.module)
      case 'units':
        return item.module.units.map(unit => this.#unitToken(unit, undefined))
    }
  }

  #unitPart(unit: SourceUnit): readonly string[] {
    const { module, names } = unit
    const { skeleton, references, doubts } = this.#source.syntax(unit)
    for (const { line, why } of doubts) this.#doubtAll(module, line, why)
    const parts = [skeleton, ...references.map(reference => this.#token(reference, module))]
    const changed = names.find(name => module.reassigned.has(name))
    if (changed !== undefined) {
      this.#reasons.add(
        `${this.#source.place(module, lineOf(unit))} declares '${changed}', which is assigned elsewhere, so all of that file counts`,
      )
      parts.push(this.#number({ kind: 'units', module }))
    }
    parts.push(...this.#loadingToken(module))
    return parts
  }

  /** All of a module: its units, and all that it passes on. */
  #modulePart(module: SourceModule): readonly string[] {
    const parts = [this.#number({ kind: 'units', module }), ...this.#loadingToken(module)]
    for (const name of [...module.exports.keys()].sort()) {
      const target = resolveExport(module, name, this.#source.load)
      parts.push(name, target ? this.#targetToken(target, module, 1) : '')
    }
    for (const specifier of module.stars)
      parts.push('*', this.#targetToken(resolveImport(module, specifier, '*', this.#source.load), module, 1))
    return parts
  }

  /** None for a file that only declares: a helper may move to a file of its own. */
  #loadingToken(module: SourceModule): readonly string[] {
    const isQuiet = module.bareImports.length === 0 && this.#effects(module).length === 0
    return isQuiet ? [] : [this.#number({ kind: 'loading', module })]
  }

  #effects(module: SourceModule): readonly SourceUnit[] {
    return module.units.filter(unit => unit.isEffect && !this.#source.isVarveCall(unit))
  }

  /** What runs because a file is loaded. */
  #loadingPart(module: SourceModule): readonly string[] {
    const parts: string[] = []
    for (const specifier of module.bareImports) {
      const target = resolveImport(module, specifier, '*', this.#source.load)
      parts.push(...(target.kind === 'module' ? this.#loadingToken(target.module) : [this.#targetToken(target, module, 1)]))
    }
    return [...parts, ...this.#effects(module).map(unit => this.#number({ kind: 'unit', unit }))]
  }

  #token(reference: Reference, module: SourceModule): string {
    const { target, line } = reference
    return target.kind === 'unit' ? this.#unitToken(target.unit, reference) : this.#targetToken(target, module, line)
  }

  #targetToken(target: Target, module: SourceModule, line: number): string {
    switch (target.kind) {
      case 'unit':
        return this.#unitToken(target.unit, undefined)
      case 'module':
        return this.#number({ kind: 'module', module: target.module })
      case 'content':
        return `content ${this.#source.contentHash(target.file)}`
      case 'package':
        return this.#packageToken(target, module, line)
      case 'absent':
        if (target.file !== null) this.#source.elsewhere.set(target.file, null)
        this.#doubtAll(module, line, `imports '${target.specifier}', which is not found`)
        return 'absent'
      default:
        return target.kind
    }
  }

  #packageToken(target: Target & { readonly kind: 'package' }, module: SourceModule, line: number): string {
    const { identity, isLinked } = this.#source.packageIdentity(target.package, target.from)
    if (identity === null) this.#doubtAll(module, line, `imports '${target.specifier}', which is not installed`)
    if (isLinked) this.#reasons.add(`'${target.package}' is linked from a folder beside the project, so all of its files count`)
    this.#packages.add(`${target.package}@${identity}`)
    return target.package
  }

  #unitToken(unit: SourceUnit, reference: Reference | undefined): string {
    return this.#stopsAt(unit, reference) ? 'elsewhere' : this.#number({ kind: 'unit', unit })
  }

  /** Other assets, partition sets, contracts and externals have identities of their own; their functions, called directly, have not. */
  #stopsAt(unit: SourceUnit, reference: Reference | undefined): boolean {
    if (this.#roots.has(unit)) return false
    const { member = null, isInput = false } = reference ?? {}
    if (this.#source.isVarveCall(unit)) return member !== 'run' && member !== 'row'
    if (!this.#creations.has(unit)) return false
    // A factory may return more than the asset: `kit.parse(text)` is code, `inputs: { rows: kit.rows }` is an asset.
    return isInput || (member === null && !isPattern(unit))
  }

  #number(item: Item): string {
    const numbers = this.#numbers[item.kind]
    const thing = item.kind === 'unit' ? item.unit : item.module
    let number = numbers.get(thing)
    if (number === undefined) {
      number = numbers.size
      numbers.set(thing, number)
      this.#queue.push(item)
    }
    return `${item.kind} ${number}`
  }

  #doubtAll(module: SourceModule, line: number, why: string): void {
    this.#countsAll = true
    this.#reasons.add(`${this.#source.place(module, line)} ${why}: every source file of the project counts`)
  }

  /** For people: the outermost declaration is the one they would call the asset's. */
  #declaration(): Pick<CodeVersion, 'description' | 'file' | 'line'> {
    const outermost = this.#frames.at(-1)
    if (!outermost) return { description: null, file: null, line: null }
    const unit = this.#source.unitsAt(outermost)?.[0]
    const file = relativePath(this.#source.project.folder, outermost.file)
    return { description: unit && isCreation(unit) ? documentation(unit.node) : null, file, line: unit ? lineOf(unit) : outermost.line }
  }
}

/** Whether a statement that holds an asset's creation gives it a name: loops and calls may do other work too. */
function isCreation({ node }: SourceUnit): boolean {
  return ts.isVariableDeclaration(node) || ts.isExportAssignment(node)
}

function isPattern({ node }: SourceUnit): boolean {
  return ts.isVariableDeclaration(node) && !ts.isIdentifier(node.name)
}

function lineOf({ module, node }: SourceUnit): number {
  return module.syntax.getLineAndCharacterOfPosition(node.getStart(module.syntax)).line + 1
}

/** The first paragraph of the doc comment. */
function documentation(node: ts.Node): string | null {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)?.comment
  const paragraph = ts
    .getTextOfJSDocComment(comment)
    ?.split(/\n\s*\n/)[0]
    ?.replace(/\s+/g, ' ')
    .trim()
  return paragraph ? paragraph : null
}
