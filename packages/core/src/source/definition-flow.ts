/** What becomes of a value where an asset is defined: whether it is only wired (inputs, partitions, contract) or used in any other way. */
import { ts } from 'ts-morph'
import type { ModuleSource } from './binding.ts'
import { usesOf } from './local-declaration.ts'
import { boundNames, isTopDeclaration, scopeOf } from './scope.ts'
import type { SourceModule } from './source-module.ts'
import { isTransparent, nameText, unitValue } from './syntax-form.ts'
import { apart, isAssetCall, namedBy, varveFunction } from './varve-call.ts'

/**
 * Follows an expression outward, through literals, local constants, loops and parameters of the project's own functions, to the
 * properties of assets in which it ends. What is not seen to end there is taken for a use.
 */
export function isOnlyWired(node: ts.Node, module: SourceModule, source: ModuleSource): boolean {
  return new Flow(source).ends(node, module, null)
}

/** Methods of an array that hand each element to a function. */
const iterating = new Set(['map', 'flatMap', 'forEach', 'filter'])
const copying = new Set(['entries', 'values', 'fromEntries', 'freeze', 'keys', 'assign', 'from'])

class Flow {
  readonly #source: ModuleSource
  readonly #seen = new Set<string>()
  /** Functions that give back what they are given. */
  readonly #returning = new Set<ts.Node>()

  constructor(source: ModuleSource) {
    this.#source = source
  }

  /** @param property under which it lies in the value at hand, null where it is that value. */
  ends(node: ts.Node, module: SourceModule, property: string | null): boolean {
    const visit = `${module.path} ${node.pos} ${node.end} ${property}`
    if (this.#seen.has(visit)) return true
    this.#seen.add(visit)
    const { parent } = node
    if (isTransparent(parent) || ts.isAwaitExpression(parent) || ts.isConditionalExpression(parent))
      return this.ends(parent, module, property)
    if (ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent)) return this.ends(parent, module, null)
    if (ts.isPropertyAccessExpression(parent) && parent.expression === node) return this.#accessEnds(parent, module, property)
    if (ts.isElementAccessExpression(parent) && parent.expression === node) return this.ends(parent, module, null)
    if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) {
      return this.#propertyEnds(parent.parent, nameText(parent.name) ?? null, module)
    }
    if (ts.isSpreadAssignment(parent)) return this.ends(parent.parent, module, property)
    if (ts.isCallExpression(parent)) return this.#callEnds(parent, node, module, property)
    if (ts.isVariableDeclaration(parent)) return this.#namesEnd(parent.name, parent, module, property)
    if (ts.isForOfStatement(parent) && parent.expression === node && ts.isVariableDeclarationList(parent.initializer)) {
      return parent.initializer.declarations.every(({ name }) => this.#namesEnd(name, parent.statement, module, null))
    }
    if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) return this.#returnEnds(parent, module)
    return ts.isExportAssignment(parent) || ts.isExpressionStatement(parent)
  }

  #accessEnds(access: ts.PropertyAccessExpression, module: SourceModule, property: string | null): boolean {
    const { parent } = access
    if (ts.isCallExpression(parent) && parent.expression === access && iterating.has(access.name.text)) {
      const [callback] = parent.arguments
      return callback !== undefined && this.#parameterEnds(callback, 0, null, module) && this.ends(parent, module, null)
    }
    // Another property of the object that holds it.
    if (property !== null && access.name.text !== property) return true
    return this.ends(access, module, null)
  }

  #propertyEnds(literal: ts.ObjectLiteralExpression, name: string | null, module: SourceModule): boolean {
    let outer: ts.Node = literal.parent
    while (isTransparent(outer)) outer = outer.parent
    if (!isAssetCall(outer, module, this.#source)) return this.ends(literal, module, name)
    return name !== null && isWiring(name)
  }

  #callEnds(call: ts.CallExpression, node: ts.Node, module: SourceModule, property: string | null): boolean {
    const index = call.arguments.indexOf(node as ts.Expression)
    if (index < 0) return false
    const name = varveFunction(call, module, this.#source)
    if (name === 'asset' || name === 'fromSignature') return property !== null && isWiring(property)
    if (name !== undefined) return this.ends(call, module, null)
    const callee = call.expression
    const isObject =
      ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression) && /^(?:Object|Array)$/.test(callee.expression.text)
    if (isObject && copying.has(callee.name.text)) return this.ends(call, module, property)
    if (!this.#parameterEnds(callee, index, property, module)) return false
    const called = this.#functionOf(callee, module)?.node
    return called === undefined || !this.#returning.has(called) || this.ends(call, module, null)
  }

  /** Whether what a function is given there is only wired in it. */
  #parameterEnds(callee: ts.Expression, index: number, property: string | null, module: SourceModule): boolean {
    const called = this.#functionOf(callee, module)
    const parameter = called?.node.parameters[index]
    if (!called || !parameter || called.node.parameters.slice(0, index + 1).some(({ dotDotDotToken }) => dotDotDotToken)) return false
    return this.#namesEnd(parameter.name, called.node, called.module, property)
  }

  #functionOf(callee: ts.Expression, module: SourceModule) {
    if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) return { node: callee, module }
    const target = namedBy(callee, module, this.#source)
    if (target?.kind !== 'unit') return undefined
    const { node } = target.unit
    const value = unitValue(node)
    if (ts.isFunctionDeclaration(node)) return { node, module: target.unit.module }
    return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? { node: value, module: target.unit.module } : undefined
  }

  /** @param inside a node from which the names are visible. */
  #namesEnd(name: ts.BindingName, inside: ts.Node, module: SourceModule, property: string | null): boolean {
    if (ts.isIdentifier(name)) return this.#usesEnd(name.text, inside, module, property)
    const isObject = ts.isObjectBindingPattern(name)
    const elements = [...name.elements].filter(element => ts.isBindingElement(element))
    const taken = isObject && property !== null ? elements.filter(element => takes(element, property)) : elements
    return taken.every(element => boundNames(element.name).every(bound => this.#usesEnd(bound, inside, module, null)))
  }

  #usesEnd(name: string, inside: ts.Node, module: SourceModule, property: string | null): boolean {
    const scope = scopeOf(inside, name)
    // A name of the module is the unit itself: what reaches it as a value is followed from there.
    return scope === undefined || usesOf(scope, name).every(use => this.ends(use, module, property))
  }

  /** What a factory returns is the asset's, or beside it, and goes on where it is called; what a callback returns goes where its call goes. */
  #returnEnds(at: ts.Node, module: SourceModule): boolean {
    let outer = at
    while (!ts.isFunctionLike(outer)) {
      if (ts.isSourceFile(outer)) return false
      outer = outer.parent
    }
    this.#returning.add(outer)
    let { parent } = outer
    while (isTransparent(parent)) parent = parent.parent
    if (ts.isSourceFile(parent)) return true
    if (ts.isVariableDeclaration(parent)) return isTopDeclaration(parent)
    return ts.isCallExpression(parent) && parent.expression !== outer && this.ends(parent, module, null)
  }
}

function isWiring(property: string): boolean {
  return apart.has(property) || property === 'inputs'
}

function takes(element: ts.BindingElement, property: string): boolean {
  return element.dotDotDotToken !== undefined || nameText(element.propertyName ?? element.name) === property
}
