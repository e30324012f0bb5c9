/** Code that runs without being called by its name: getters and setters, and what JavaScript itself calls to print a value or go through it. */
import { ts } from 'ts-morph'
import type { ModuleSource } from './binding.ts'
import type { Needs, NeedsRecorder } from './needs.ts'
import type { ListedUnit, SourceModule } from './source-module.ts'
import { isIgnored, isReference, nameText } from './syntax-form.ts'
import { namedBy, resolveAt } from './varve-call.ts'

export interface ImplicitSource extends ModuleSource {
  readonly needs: NeedsRecorder
  implicitUnits(module: SourceModule): ReadonlySet<number>
}

const none: ReadonlySet<ListedUnit> = new Set()

/** The places of the units of a file in which such code lies. */
export function implicitUnitsIn(module: SourceModule): readonly number[] {
  if (!hint.test(module.syntax.text)) return []
  return module.units.filter(({ node }) => implicitPieces(node).length > 0).map(({ index }) => index)
}

export class ImplicitCode {
  readonly #source: ImplicitSource
  /** Where there are none in all the program, nothing needs to be followed. */
  readonly #units = new Set<ListedUnit>()
  readonly #named = new Map<ListedUnit, { readonly value: ReadonlySet<ListedUnit>; readonly needs: Needs }>()

  constructor(modules: readonly SourceModule[], source: ImplicitSource) {
    this.#source = source
    for (const module of modules) for (const index of source.implicitUnits(module)) this.#units.add(module.units[index]!)
  }

  get isEmpty(): boolean {
    return this.#units.size === 0
  }

  /** The pieces of a unit that run so. */
  piecesOf(unit: ListedUnit): readonly ts.Node[] {
    return this.#units.has(unit) ? implicitPieces(unit.node) : []
  }

  /** Units of which a piece may run because evaluating this one reads, prints or goes through a value that leads to them. */
  reachedBy(unit: ListedUnit, when: 'loading' | 'calling'): readonly ListedUnit[] {
    if (this.isEmpty) return []
    const seen = new Set(when === 'loading' ? this.#names(unit, false) : this.#namesOf(unit))
    if (isDisposed(unit)) seen.add(unit)
    for (const other of seen) for (const next of this.#namesOf(other)) seen.add(next)
    return [...seen].filter(other => this.#units.has(other))
  }

  #namesOf(unit: ListedUnit): ReadonlySet<ListedUnit> {
    // What Varve is given runs later, as an asset's own code.
    if (this.#source.isVarveCall(unit)) return none
    return this.#source.needs.once(this.#named, unit, () => this.#names(unit, true))
  }

  #names({ node, module }: ListedUnit, isInFunctions: boolean): ReadonlySet<ListedUnit> {
    const names = new Set<ListedUnit>()
    const visit = (inner: ts.Node): void => {
      if (isIgnored(inner) && !ts.isExpressionWithTypeArguments(inner)) return
      if (!isInFunctions && ts.isFunctionLike(inner)) return
      const isName = ts.isIdentifier(inner) && isReference(inner)
      const target = isName
        ? resolveAt(inner, module, this.#source)
        : ts.isPropertyAccessExpression(inner)
          ? namedBy(inner, module, this.#source)
          : undefined
      if (target?.kind === 'unit') names.add(target.unit)
      ts.forEachChild(inner, visit)
    }
    visit(node)
    return names
  }
}

/** `using x = ...`: what it holds is disposed of when the file ends. */
function isDisposed({ node }: ListedUnit): boolean {
  return ts.isVariableDeclaration(node) && (node.parent.flags & ts.NodeFlags.Using) !== 0
}

const hint = /\b[gs]et\b|toString|valueOf|toJSON|\bthen\b|Symbol|Proxy|define/
/** JavaScript calls these by itself. */
const calledByLanguage = new Set(['toString', 'valueOf', 'toJSON', 'then'])
/** These make such code of functions with any name. */
const makers = new Set(['Proxy', 'defineProperty', 'defineProperties', '__defineGetter__', '__defineSetter__'])

function implicitPieces(node: ts.Node): readonly ts.Node[] {
  const pieces: ts.Node[] = []
  let isMade = false
  const visit = (inner: ts.Node): void => {
    if (ts.isTypeNode(inner)) return
    if (isImplicitFunction(inner)) pieces.push(inner)
    if (ts.isIdentifier(inner) && makers.has(inner.text)) isMade = true
    ts.forEachChild(inner, visit)
  }
  visit(node)
  return isMade ? [node] : pieces
}

/** A getter, a setter, or a method such as `toString`. */
export function isImplicitFunction(node: ts.Node): boolean {
  if (ts.isAccessor(node)) return true
  if (!ts.isMethodDeclaration(node) && !ts.isPropertyAssignment(node) && !ts.isPropertyDeclaration(node)) return false
  return ts.isComputedPropertyName(node.name) ? /\bSymbol\b/.test(node.name.getText()) : calledByLanguage.has(nameText(node.name) ?? '')
}
