/** Code versions: what each definition reaches from its creation, in an order of its own, hashed. */
import { ts } from 'ts-morph'
import { hashParts } from '../foundation/hash.ts'
import { resolveExport, resolveImport, type Target } from './binding.ts'
import type { CodeVersion, HiddenInput } from './code-version.ts'
import { hasJsx, jsxPragmas } from './compiler-options.ts'
import type { CreationFrame } from './creation-frames.ts'
import { type CodeWithin, creationPart } from './creation-part.ts'
import { filesToKeep } from './files-to-keep.ts'
import { type CreationsIn, creationsByFile, everywhere, KeptResults } from './kept-results.ts'
import type { KeptSource, KeptVersion } from './kept-source.ts'
import { type LoadedEffects, loadedEffects } from './loaded-effects.ts'
import { type ProjectFiles, relativePath } from './project-files.ts'
import { type AskedPackage, ProjectSource, SourceMoved } from './project-source.ts'
import type { SourceModule, SourceUnit } from './source-module.ts'
import type { Reference, Rendering } from './unit-syntax.ts'
import { apart, definedProperty } from './varve-call.ts'

export interface CodeReach {
  /**
   * @param key names the question: the same for the same frames and part.
   * @param frames those inside the project, innermost first, of files that exist.
   */
  codeVersion(key: string, frames: readonly CreationFrame[], within: CodeWithin | undefined): CodeVersion
  /** What was read beside the project's source files: content hash, `folder`, or null where nothing lies, by absolute path. */
  readonly elsewhere: ReadonlyMap<string, string | null>
  /** What was asked of the installed packages. */
  readonly packages: ReadonlyMap<string, AskedPackage>
  /** The files whose code was looked at; of the others, what was known of them was enough. */
  readonly parsed: Iterable<string>
  /** What the next analysis may use; undefined where a file was saved while the project was read: true of what was parsed, but of no listing. */
  toKeep(): KeptSource | undefined
}

/**
 * @param outermost the places where the assets of the project get their names: each asset stops at the others where it wires them.
 * @param starts the files with which the program begins: the config, and those that create something.
 * @param kept of an earlier analysis; what in it still holds is used, and the answers are those of an analysis without it.
 */
export function createCodeReach(
  project: ProjectFiles,
  outermost: readonly CreationFrame[],
  starts: readonly string[],
  kept: KeptSource | undefined,
): CodeReach {
  const source = new ProjectSource(project, kept?.compiler === ts.version ? kept : undefined)
  const creationsIn = creationsByFile(outermost, source, isCreation)
  const results = new KeptResults(kept, source, creationsIn)
  const effects = loadedEffects(starts, project.hashes.keys(), source, (module, hasImplicit) => results.effects(module, hasImplicit))
  const happening = everywhere(source, effects)
  const properties = new Map<ts.Node, SourceUnit>()
  const versions = new Map<string, KeptVersion>()
  return {
    codeVersion: (key, frames, within) => {
      const found = results.version(key, effects, happening) ?? walked({ source, creationsIn, effects, properties }, frames, within)
      versions.set(key, found)
      return found.version
    },
    elsewhere: source.elsewhere,
    packages: source.packages,
    parsed: source.parsed,
    toKeep: () => {
      const files = filesToKeep(source, effects, outermost, creationsIn)
      return source.hasMoved ? undefined : keptSource(source, effects, happening, files, versions)
    },
  }
}

/** Whether an analysis ended because a file was saved meanwhile: without what was kept it can be repeated. */
export function isMoved(error: unknown): boolean {
  return error instanceof SourceMoved
}

function keptSource(
  { project }: ProjectSource,
  { hasImplicit }: LoadedEffects,
  happening: string,
  files: KeptSource['files'],
  versions: ReadonlyMap<string, KeptVersion>,
): KeptSource {
  const { key } = project
  return { compiler: ts.version, key, hasImplicit, everywhere: happening, files, versions: Object.fromEntries(versions) }
}

/** One walk, with the files that it went through. */
function walked(known: Known, frames: readonly CreationFrame[], within: CodeWithin | undefined): KeptVersion {
  const walk = new Walk(known, frames, within)
  const { value: version, needs } = known.source.needs.apart(() => walk.codeVersion())
  const paths = (all: ReadonlySet<string>) => [...all].map(path => known.source.relative(path))
  return { version, countsAll: walk.countsAll, needs: { code: paths(needs.code), looks: paths(needs.looks) } }
}

interface Known {
  readonly source: ProjectSource
  readonly creationsIn: CreationsIn
  readonly effects: LoadedEffects
  /** Properties of assets that others use as values, as units of their own. */
  readonly properties: Map<ts.Node, SourceUnit>
}

/** How a unit is met. A `wired` one is followed too, but stops at all that has an identity of its own. */
type Meeting = Rendering | 'wired'

type Item =
  | { readonly kind: Meeting; readonly unit: SourceUnit }
  | { readonly kind: 'module' | 'loading' | 'units'; readonly module: SourceModule }

/** One walk from the roots of one definition. What it meets is numbered as it is met, so neither paths nor the order of files count. */
class Walk {
  readonly #known: Known
  readonly #source: ProjectSource
  readonly #frames: readonly CreationFrame[]
  readonly #within: CodeWithin | undefined
  readonly #roots = new Set<SourceUnit>()
  readonly #numbers = new Map<Item['kind'], Map<object, number>>()
  readonly #queue: Item[] = []
  readonly #packages = new Set<string>()
  readonly #reasons = new Set<string>()
  readonly #hidden = new Map<string, HiddenInput>()
  countsAll = false

  constructor(known: Known, frames: readonly CreationFrame[], within: CodeWithin | undefined) {
    this.#known = known
    this.#source = known.source
    this.#frames = frames
    this.#within = within
  }

  codeVersion(): CodeVersion {
    const parts = this.#begin()
    for (let item = this.#queue.shift(); item; item = this.#queue.shift()) parts.push(...this.#part(item), '/')
    parts.push('packages', ...[...this.#packages].sort())
    if (this.countsAll) parts.push('project', this.#source.project.key)
    const hidden = [...this.#hidden.values()]
    return { hash: hashParts('code', parts), conservative: [...this.#reasons], hidden, ...this.#declaration() }
  }

  /** The roots, and what happens to every part of the program. */
  #begin(): string[] {
    const [innermost] = this.#frames
    const part = innermost && this.#within && creationPart(this.#source.load(innermost.file), innermost, this.#within)
    for (const unit of part ?? []) this.#roots.add(unit)
    for (const frame of part ? [] : this.#frames) {
      const units = this.#source.unitsAt(frame)
      for (const unit of units ?? []) this.#roots.add(unit)
      if (!units)
        this.#doubtAll(this.#source.load(frame.file), frame.line, 'lies in no declaration, so where the asset begins is not known')
    }
    for (const unit of this.#roots) this.#number({ kind: part ? 'whole' : 'own', unit })
    const { ofProcess, packages } = this.#known.effects
    return [
      ...ofProcess.map(unit => this.#unitToken(unit, 'whole')),
      ...packages.map(({ target, module }) => this.#packageToken(target, module, 1)),
    ]
  }

  #part(item: Item): readonly string[] {
    this.#source.needs.code(('unit' in item ? item.unit.module : item.module).path)
    switch (item.kind) {
      case 'module':
        return this.#modulePart(item.module)
      case 'loading':
        return this.#loadingPart(item.module)
      case 'units':
        return item.module.units.map(unit => (this.#hasIdentity(unit) ? 'elsewhere' : this.#unitToken(unit, 'whole')))
      default:
        return this.#unitPart(item.unit, item.kind)
    }
  }

  #unitPart(unit: SourceUnit, kind: Meeting): readonly string[] {
    const { module, names } = unit
    const { skeleton, references, doubts, hidden } = this.#source.syntax(unit, kind === 'wired' ? 'own' : kind)
    for (const { line, why } of doubts) this.#doubtAll(module, line, why)
    for (const read of hidden) {
      const file = relativePath(this.#source.project.folder, module.path)
      this.#hidden.set(`${file}:${read.line} ${read.what}`, { file, ...read })
    }
    this.#doubtRival(module, this.#known.effects.rivals.get(module.path))
    const parts = [skeleton, ...references.map(reference => this.#token(reference, module, kind))]
    const changed = names.find(name => module.reassigned.has(name))
    if (changed !== undefined) {
      this.#reasons.add(
        `${this.#source.place(module, lineOf(unit))} declares '${changed}', which is assigned elsewhere, so all of that file counts`,
      )
      parts.push(this.#number({ kind: 'units', module }))
    }
    parts.push(...this.#loadingToken(module), ...this.#compilerPart(unit))
    return [...parts, ...this.#effects(this.#known.effects.ofUnit(unit))]
  }

  /** What a compiler makes of code. JSX does not name what it calls: that may be all that its file imports. */
  #compilerPart(unit: SourceUnit): readonly string[] {
    const { module } = unit
    const { text, jsxRuntime } = this.#source.compilerOptions(module.path)
    const parts = text === undefined ? [] : ['compiler', text]
    if (!/\.[jt]sx$/.test(module.path) || !hasJsx(unit)) return parts
    const pragmas = jsxPragmas(module)
    const imported = [...module.imports].map(([, { specifier, name }]) => resolveImport(module, specifier, name, this.#source))
    const source = pragmas.find(pragma => pragma.startsWith('@jsxImportSource'))?.split(/\s+/)[1] ?? jsxRuntime
    const runtime = source === undefined ? [] : [resolveImport(module, `${source}/jsx-runtime`, '*', this.#source)]
    const tokens = [...imported, ...runtime].map(target => {
      const isElsewhere = target.kind === 'unit' && this.#hasIdentity(target.unit)
      return isElsewhere ? 'elsewhere' : this.#targetToken(target, module, 1)
    })
    return [...parts, 'jsx', ...pragmas, ...tokens]
  }

  /** All of a module: its units, and all that it passes on. */
  #modulePart(module: SourceModule): readonly string[] {
    const parts = [...module.units.map(unit => this.#unitToken(unit, 'whole')), ...this.#loadingToken(module)]
    for (const name of [...module.exports.keys()].sort()) {
      const target = resolveExport(module, name, this.#source)
      parts.push(name, target ? this.#targetToken(target, module, 1) : '')
    }
    for (const specifier of module.stars) parts.push('*', this.#targetToken(resolveImport(module, specifier, '*', this.#source), module, 1))
    return parts
  }

  /** None for a file that only declares: a helper may move to a file of its own. */
  #loadingToken(module: SourceModule): readonly string[] {
    const isQuiet = module.bareImports.length === 0 && this.#statements(module).length === 0
    return isQuiet ? [] : [this.#number({ kind: 'loading', module })]
  }

  #statements(module: SourceModule): readonly SourceUnit[] {
    return module.units.filter(unit => unit.isEffect && !this.#source.isVarveCall(unit))
  }

  /** What runs because a file is loaded. */
  #loadingPart(module: SourceModule): readonly string[] {
    const parts: string[] = []
    for (const specifier of module.bareImports) {
      const target = resolveImport(module, specifier, '*', this.#source)
      parts.push(...(target.kind === 'module' ? this.#loadingToken(target.module) : [this.#targetToken(target, module, 1)]))
    }
    return [...parts, ...this.#effects(this.#statements(module))]
  }

  #effects(units: readonly SourceUnit[]): readonly string[] {
    return units.map(unit => this.#unitToken(unit, 'whole'))
  }

  #token({ target, member, use, line }: Reference, module: SourceModule, kind: Meeting): string {
    if (target.kind !== 'unit') return this.#targetToken(target, module, line)
    const { unit } = target
    if (kind === 'wired' || use === 'wired') return this.#hasIdentity(unit) ? 'elsewhere' : this.#unitToken(unit, 'wired')
    if (use === 'definition' && !this.#hasIdentity(unit)) return this.#unitToken(unit, 'definition')
    const property = member && this.#property(unit, member)
    return this.#unitToken(property || unit, 'whole')
  }

  #targetToken(target: Target, module: SourceModule, line: number): string {
    switch (target.kind) {
      case 'unit':
        return this.#unitToken(target.unit, 'whole')
      case 'module':
        this.#doubtRival(target.module, target.rival)
        return this.#number({ kind: 'module', module: target.module })
      case 'content':
        return `content ${this.#source.contentHash(target.file, module.path)}`
      case 'package':
        return [this.#packageToken(target, module, line), ...this.#effects(this.#known.effects.ofPackage(target.package))].join(' ')
      case 'absent':
        this.#doubtAll(module, line, `imports '${target.specifier}', which is not found`)
        return 'absent'
      default:
        return target.kind
    }
  }

  #packageToken(target: Target & { readonly kind: 'package' }, module: SourceModule, line: number): string {
    const { identity, isLinked } = this.#source.packageIdentity(target.package, target.from, module.path)
    if (identity === null) this.#doubtAll(module, line, `imports '${target.specifier}', which is not installed`)
    if (isLinked) this.#reasons.add(`'${target.package}' is linked from a folder beside the project, so all of its files count`)
    this.#packages.add(`${target.package}@${identity}`)
    return target.package
  }

  #unitToken(unit: SourceUnit, kind: Meeting): string {
    return this.#number({ kind: this.#roots.has(unit) && this.#within === undefined ? 'own' : kind, unit })
  }

  /** Other assets, partition sets, contracts and externals: what is wired to them is judged by itself. */
  #hasIdentity(unit: SourceUnit): boolean {
    return !this.#roots.has(unit) && (this.#source.isVarveCall(unit) || this.#isCreated(unit))
  }

  #isCreated(unit: SourceUnit): boolean {
    return 'index' in unit && this.#known.creationsIn(unit.module).has(unit.index as number)
  }

  /** `orders.run` and `orders.partitions` are no more of an asset than that. */
  #property(unit: SourceUnit, name: string): SourceUnit | undefined {
    const isOwn = this.#roots.has(unit)
    if (isOwn && !apart.has(name)) return undefined
    const node = definedProperty(unit, name, this.#source)
    if (!node) return undefined
    const known = this.#known.properties.get(node) ?? { module: unit.module, node, names: [], isEffect: false }
    this.#known.properties.set(node, known)
    return known
  }

  #number(item: Item): string {
    const numbers = this.#numbers.get(item.kind) ?? new Map<object, number>()
    this.#numbers.set(item.kind, numbers)
    const thing = 'unit' in item ? item.unit : item.module
    let number = numbers.get(thing)
    if (number === undefined) {
      number = numbers.size
      numbers.set(thing, number)
      this.#queue.push(item)
    }
    return `${item.kind} ${number}`
  }

  #doubtRival(module: SourceModule, rival: string | undefined): void {
    if (rival === undefined) return
    this.#doubtAll(module, 1, `lies beside ${this.#source.relative(rival)}, and another loader would take that file instead`)
  }

  #doubtAll(module: SourceModule, line: number, why: string): void {
    this.countsAll = true
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
