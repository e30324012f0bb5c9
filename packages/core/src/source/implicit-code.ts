/** Code that runs without being called by its name: getters and setters, and what JavaScript itself calls to print a value or go through it. */
import { ts } from 'ts-morph'
import type { ModuleSource } from './binding.ts'
import type { SourceModule, SourceUnit } from './source-module.ts'
import { isIgnored, isReference, nameText } from './syntax-form.ts'
import { namedBy, resolveAt, varveCall } from './varve-call.ts'

export class ImplicitCode {
  readonly #source: ModuleSource
  /** By unit, the pieces of it that run so. Where there are none in all the program, nothing needs to be followed. */
  readonly #pieces = new Map<SourceUnit, readonly ts.Node[]>()
  readonly #named = new Map<SourceUnit, ReadonlySet<SourceUnit>>()

  constructor(modules: readonly SourceModule[], source: ModuleSource) {
    this.#source = source
    for (const module of modules) {
      if (!hint.test(module.syntax.text)) continue
      for (const unit of module.units) {
        const pieces = implicitPieces(unit.node)
        if (pieces.length > 0) this.#pieces.set(unit, pieces)
      }
    }
  }

  piecesOf(unit: SourceUnit): readonly ts.Node[] {
    return this.#pieces.get(unit) ?? []
  }

  /** Units of which a piece may run because evaluating this one reads, prints or goes through a value that leads to them. */
  reachedBy(unit: SourceUnit, when: 'loading' | 'calling'): readonly SourceUnit[] {
    if (this.#pieces.size === 0) return []
    const seen = new Set(when === 'loading' ? this.#names(unit, false) : this.#namesOf(unit))
    if (isDisposed(unit)) seen.add(unit)
    for (const other of seen) for (const next of this.#namesOf(other)) seen.add(next)
    return [...seen].filter(other => this.#pieces.has(other))
  }

  #namesOf(unit: SourceUnit): ReadonlySet<SourceUnit> {
    let names = this.#named.get(unit)
    if (!names) {
      // What Varve is given runs later, as an asset's own code.
      names = varveCall(unit, this.#source) === undefined ? this.#names(unit, true) : new Set()
      this.#named.set(unit, names)
    }
    return names
  }

  #names({ node, module }: SourceUnit, isInFunctions: boolean): ReadonlySet<SourceUnit> {
    const names = new Set<SourceUnit>()
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
function isDisposed({ node }: SourceUnit): boolean {
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
