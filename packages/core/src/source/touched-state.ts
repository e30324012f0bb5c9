/** What evaluating a unit may change beyond itself: state of other units, of packages, of the whole process. */
import { ts } from 'ts-morph'
import { type ModuleSource, resolveExport, resolveImport, type Target } from './binding.ts'
import { isImplicitFunction } from './implicit-code.ts'
import { isBorrowedMethod, isChangingCall, processWide, reading } from './known-method.ts'
import { usesOf } from './local-declaration.ts'
import { isOtherName, isSetUp, isSetUpWith } from './package-setup.ts'
import { boundNames, isLocalAt, isTopDeclaration, scopeOf } from './scope.ts'
import type { ListedUnit, SourceModule } from './source-module.ts'
import {
  chainOf,
  isAssignment,
  isChangedHere,
  isIgnored,
  isReference,
  isStep,
  isTransparent,
  nameText,
  passesOn,
  unitValue,
} from './syntax-form.ts'
import { isAssetCall, namedBy, resolveAt, varveFunction } from './varve-call.ts'

export interface Touched {
  /** Units whose value may be changed, or that a call may do anything with. */
  readonly changed: ReadonlySet<ListedUnit>
  /** Those of them that are changed as values. */
  readonly mutated: ReadonlySet<ListedUnit>
  /** Units whose code may run. */
  readonly called: ReadonlySet<ListedUnit>
  /** Packages that may be set up. */
  readonly packages: ReadonlySet<string>
  /** Packages of which this unit is another name. */
  readonly namedPackages: ReadonlySet<string>
  /** Changes what belongs to the process: globals, `process.env`. */
  readonly isGlobal: boolean
  /** Units whose value this one may hold. */
  readonly held: ReadonlySet<ListedUnit>
  /** Its value may be, or hold, something that belongs to the process: `const list = Array.prototype`. */
  readonly holdsGlobal: boolean
}

/** Whether loading the file runs something here, beyond the functions that it only declares. */
export function runsAtLoad(node: ts.Node): boolean {
  if (decoratorsOf(node).length > 0) return true
  if (isMethodLike(node)) return (node as ts.SignatureDeclaration).parameters.some(parameter => decoratorsOf(parameter).length > 0)
  if (isIgnoredAtLoad(node)) return false
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node) || ts.isDeleteExpression(node))
    return true
  if (ts.isClassStaticBlockDeclaration(node) || ts.isDecorator(node)) return true
  if (ts.isPropertyDeclaration(node) && !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)) return false
  if (isAssignment(node) || isStep(node)) return true
  return ts.forEachChild(node, child => runsAtLoad(child) || undefined) ?? false
}

/** @param parts the pieces of the unit that run. */
export function touchedBy(unit: ListedUnit, source: ModuleSource, parts: readonly ts.Node[] = [unit.node]): Touched {
  const scan = new Scan(unit, source)
  for (const part of parts) scan.visit(part)
  return scan
}

class Scan implements Touched {
  readonly changed = new Set<ListedUnit>()
  readonly mutated = new Set<ListedUnit>()
  readonly called = new Set<ListedUnit>()
  readonly packages = new Set<string>()
  readonly namedPackages = new Set<string>()
  readonly held = new Set<ListedUnit>()
  isGlobal = false
  holdsGlobal = false
  readonly #unit: ListedUnit
  readonly #source: ModuleSource
  readonly #known = new Map<ts.Node, boolean>()

  constructor(unit: ListedUnit, source: ModuleSource) {
    this.#unit = unit
    this.#source = source
  }

  visit(node: ts.Node): void {
    const { module } = this.#unit
    if (isIgnoredAtLoad(node)) return
    // What Varve is given runs later, as an asset's own code.
    if (isMethodLike(node) && this.#isGivenToVarve(node)) return
    if (ts.isIdentifier(node) && isReference(node) && !isLocalAt(node, node.text)) this.#visitName(node)
    if (node.kind === ts.SyntaxKind.ThisKeyword && !isOfInstance(node) && this.#isChanged(node, module)) this.changed.add(this.#unit)
    if (ts.isCallExpression(node)) this.#visitLoad(node)
    ts.forEachChild(node, child => this.visit(child))
  }

  #visitName(node: ts.Identifier): void {
    const { module } = this.#unit
    const target = resolveAt(node, module, this.#source)
    if (!target || target.kind === 'builtin') this.#visitGlobal(node)
    else if (target.kind === 'unit') this.#visitUnit(node, target.unit)
    else if (target.kind === 'module') this.#visitModule(node, target)
    else if (target.kind === 'package') this.#visitPackage(node, target)
  }

  #visitUnit(node: ts.Node, unit: ListedUnit): void {
    const isCode = isFunctionUnit(unit)
    if (!isCode || ts.isExpressionWithTypeArguments(node.parent) || isStateOfCode(node, unit)) this.held.add(unit)
    if (isCode || this.#isMethodCall(node) || isCallee(node)) this.called.add(unit)
    const isMutated = unit.form === 'class' ? this.#isClassChanged(node) : this.#isChanged(node, this.#unit.module)
    if (isMutated) this.mutated.add(unit)
    if (isMutated || (!isCode && isCallee(node) && unit.form !== 'class')) this.changed.add(unit)
  }

  #visitModule(node: ts.Identifier, target: Target & { readonly kind: 'module' }): void {
    const { parent } = node
    const named = ts.isPropertyAccessExpression(parent) && target.isNamespace ? namedBy(parent, this.#unit.module, this.#source) : undefined
    if (named?.kind === 'unit') this.#visitUnit(parent, named.unit)
    else if (named?.kind === 'package') this.#visitPackage(parent, named)
    else if (!named) this.#visitNamespace(node, target.module)
  }

  #visitPackage(node: ts.Node, target: Target & { readonly kind: 'package' }): void {
    const top = chainOf(node)
    const { parent } = top
    if (isOtherName(this.#unit.node, top)) this.namedPackages.add(target.package)
    const isCalled = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === top
    const name = ts.isPropertyAccessExpression(top) ? top.name.text : target.name
    const isHere = isCalled || ts.isDecorator(parent) ? isSetUp(isCalled ? parent : top, name, target.package) : this.#isPackageChanged(top)
    if (isHere) this.packages.add(target.package)
  }

  /** What a call of the project is given is followed into it; others compute, unless they set up. */
  #isPackageChanged(top: ts.Node): boolean {
    let outer = top
    while (isTransparent(outer.parent) || isLiteralAround(outer.parent)) outer = outer.parent
    const { parent } = outer
    if (!isCallLike(parent)) return this.#isChanged(top, this.#unit.module)
    const target = namedBy(parent.expression, this.#unit.module, this.#source)
    if (target?.kind !== 'unit') return target?.kind !== 'varve' && isSetUpWith(parent)
    return this.#isChanged(top, this.#unit.module)
  }

  /** `await import('./x.ts')` and `require('./x.cjs')` give what `import * as x` would. */
  #visitLoad(call: ts.CallExpression): void {
    const { module } = this.#unit
    const [specifier] = call.arguments
    const isLoad =
      call.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(call.expression) && call.expression.text === 'require')
    if (!isLoad || !specifier || !ts.isStringLiteralLike(specifier) || ts.isExpressionStatement(outermost(call).parent)) return
    const target = resolveImport(module, specifier.text, '*', this.#source)
    if (target.kind === 'module') this.#visitNamespace(call, target.module)
    if (target.kind !== 'package') return
    if (isOtherName(this.#unit.node, call)) this.namedPackages.add(target.package)
    if (this.#isChanged(call, module)) this.packages.add(target.package)
  }

  /** All of a file as a value: what is taken out of it by name, or everything. */
  #visitNamespace(node: ts.Node, other: SourceModule): void {
    const isChanged = this.#isChanged(node, this.#unit.module)
    for (const unit of this.#takenFrom(node, other)) {
      this.called.add(unit)
      if (isFunctionUnit(unit)) continue
      this.held.add(unit)
      if (isChanged) this.changed.add(unit)
    }
  }

  #takenFrom(node: ts.Node, other: SourceModule): readonly ListedUnit[] {
    const { parent } = outermost(node)
    const all = () => [
      ...other.units.filter(({ isEffect }) => !isEffect),
      ...[...other.exports.keys()].flatMap(name => unitIn(resolveExport(other, name, this.#source))),
    ]
    if (!ts.isVariableDeclaration(parent) || !ts.isObjectBindingPattern(parent.name)) return all()
    const names = parent.name.elements.map(element => (element.dotDotDotToken ? undefined : nameText(element.propertyName ?? element.name)))
    const targets = names.map(name => (name === undefined ? undefined : resolveExport(other, name, this.#source)))
    return targets.every(target => target?.kind === 'unit') ? targets.flatMap(unitIn) : all()
  }

  #visitGlobal(node: ts.Identifier): void {
    // CommonJS writes its exports like this.
    if (node.text === 'module' || node.text === 'exports') return
    const top = chainOf(node)
    if (!isCallee(top) || isGivingGlobal(node, top)) this.holdsGlobal ||= !isPlainGlobal(node, top)
    if (isCallee(top) ? this.#isGlobalChangedBy(node, top) : this.#isChanged(top, this.#unit.module)) this.isGlobal = true
  }

  /** A call of a global itself computes; of what somebody put into `globalThis` it may do anything. */
  #isGlobalChangedBy(node: ts.Identifier, callee: ts.Node): boolean {
    if (!ts.isPropertyAccessExpression(callee)) return false
    if (node.text === 'process') return processWide.has(callee.name.text)
    return /^(?:globalThis|global)$/.test(node.text) && callee.expression !== node && !reading.has(callee.name.text)
  }

  #isGivenToVarve(node: ts.Node): boolean {
    for (let outer = node.parent; outer && !ts.isSourceFile(outer); outer = outer.parent) {
      if (isMethodLike(outer)) return false
      if (varveFunction(outer, this.#unit.module, this.#source) !== undefined) return true
    }
    return false
  }

  #isMethodCall(node: ts.Node): boolean {
    const top = chainOf(node)
    return top !== node && isCallee(top)
  }

  /** `new C()` and `C.make()` may change statics only through code that is followed, or through what the call gives. */
  #isClassChanged(node: ts.Node): boolean {
    const { module } = this.#unit
    if (isCallee(node)) return false
    const { parent } = node
    const isOwnMethod = ts.isPropertyAccessExpression(parent) && parent.expression === node && isCallee(parent)
    return isOwnMethod ? this.#isChanged(parent.parent, module) : this.#isChanged(node, module)
  }

  /** Whether a value is changed where it is used, or given to something that may change it. */
  #isChanged(node: ts.Node, module: SourceModule): boolean {
    const known = this.#known.get(node)
    if (known !== undefined) return known
    // Until it is known: a circle changes nothing by itself.
    this.#known.set(node, false)
    const isChanged = this.#isChangedAround(node, module)
    this.#known.set(node, isChanged)
    return isChanged
  }

  #isChangedAround(node: ts.Node, module: SourceModule): boolean {
    const { parent } = node
    if (isChangedHere(node)) return true
    if (isTransparent(parent) || ts.isAwaitExpression(parent)) return this.#isChanged(parent, module)
    if ((ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === node)
      return this.#isChanged(parent, module)
    if (ts.isCallExpression(parent) && parent.expression === node) return this.#isChangedByCall(parent, node, module)
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return this.#isChangedByCallee(parent, node, module)
    if (ts.isVariableDeclaration(parent)) {
      return !isTopDeclaration(parent) && this.#isAnyChanged(parent.name, parent, module)
    }
    if (ts.isForOfStatement(parent) && parent.expression === node && ts.isVariableDeclarationList(parent.initializer)) {
      return parent.initializer.declarations.some(({ name }) => this.#isAnyChanged(name, parent.statement, module))
    }
    if (ts.isConditionalExpression(parent)) return parent.condition !== node && this.#isChanged(parent, module)
    if (ts.isBinaryExpression(parent)) {
      return isAssignment(parent) || (passesOn(parent) && this.#isChanged(parent, module))
    }
    if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) return this.#isChanged(parent.parent, module)
    if (ts.isArrayLiteralExpression(parent)) return this.#isChanged(parent, module)
    if (ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent)) {
      return isCallLike(parent.parent) || this.#isChanged(parent.parent, module)
    }
    if (ts.isParameter(parent) || ts.isBindingElement(parent)) return this.#isAnyChanged(parent.name, parent, module)
    if (ts.isPropertyDeclaration(parent)) return parent.initializer === node
    if (!ts.isReturnStatement(parent) && !ts.isYieldExpression(parent)) return ts.isArrowFunction(parent) && parent.body === node
    // What a getter gives is changed through the object that has it; which object of a class that is, is not known.
    const owner = functionAround(parent)
    return owner === undefined || !isImplicitFunction(owner) || ts.isClassLike(owner.parent)
  }

  #isChangedByCall(call: ts.CallExpression, callee: ts.Node, module: SourceModule): boolean {
    // A function that is called by its own name is code, and followed as such.
    if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee)) return false
    if (namedBy(callee, module, this.#source)?.kind === 'unit') return false
    const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : ''
    if (!reading.has(method)) return true
    return this.#isPassedOn(call, module)
  }

  #isChangedByCallee(call: ts.CallExpression | ts.NewExpression, node: ts.Node, module: SourceModule): boolean {
    const index = call.arguments?.indexOf(node as ts.Expression) ?? -1
    if (index < 0) return false
    if (ts.isCallExpression(call) && (isAssetCall(call, module, this.#source) || varveFunction(call, module, this.#source) !== undefined))
      return false
    const target = namedBy(call.expression, module, this.#source)
    if (target?.kind === 'unit') return this.#isParameterChanged(target.unit, index)
    if (target?.kind === 'package') return target.package !== 'zod'
    if (target !== undefined) return false
    if (ts.isCallExpression(call) && isChangingCall(call)) return index === 0
    const root = rootOf(call.expression)
    // A local function, or a method of a local, may do anything.
    if (!ts.isIdentifier(root) || isLocalAt(root, root.text) || resolveAt(root, module, this.#source)) return true
    // Of JavaScript itself: it copies or looks, but what it gives may be what it was given.
    return ts.isCallExpression(call) && (isBorrowedMethod(call) || this.#isPassedOn(call, module))
  }

  /** Whether a value is changed by what a call gives, or by a function that the call hands it to. */
  #isPassedOn(call: ts.CallExpression, module: SourceModule): boolean {
    return call.arguments.some(argument => this.#isCallbackChanging(argument, module)) || this.#isChanged(call, module)
  }

  #isCallbackChanging(argument: ts.Expression, module: SourceModule): boolean {
    if (ts.isArrowFunction(argument) || ts.isFunctionExpression(argument)) {
      return argument.parameters.some(({ name }) => this.#isAnyChanged(name, argument, module))
    }
    const target = namedBy(argument, module, this.#source)
    if (target?.kind !== 'unit' || !isFunctionUnit(target.unit)) return false
    return [0, 1, 2, 3].some(index => this.#isParameterChanged(target.unit, index))
  }

  #isParameterChanged(unit: ListedUnit, index: number): boolean {
    const value = ts.isFunctionDeclaration(unit.node) ? unit.node : unitValue(unit.node)
    if (!value || !(ts.isFunctionDeclaration(value) || ts.isArrowFunction(value) || ts.isFunctionExpression(value))) return true
    if (/\barguments\b/.test(value.getText())) return true
    const parameter = value.parameters[index]
    if (!parameter) return value.parameters.some(({ dotDotDotToken }) => dotDotDotToken)
    return this.#isAnyChanged(parameter.name, value, unit.module)
  }

  #isAnyChanged(name: ts.BindingName, inside: ts.Node, module: SourceModule): boolean {
    return boundNames(name).some(bound => {
      const scope = scopeOf(inside, bound)
      return scope !== undefined && usesOf(scope, bound).some(use => this.#isChanged(use, module))
    })
  }
}

function unitIn(target: Target | undefined): ListedUnit[] {
  return target?.kind === 'unit' ? [target.unit] : []
}

function isLiteralAround(node: ts.Node): boolean {
  return ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node) || ts.isPropertyAssignment(node)
}

/** Together with what awaits it, or surrounds it for types. */
function outermost(node: ts.Node): ts.Node {
  return isTransparent(node.parent) || ts.isAwaitExpression(node.parent) ? outermost(node.parent) : node
}

/** `undefined`, `Number.MAX_VALUE`: nothing that could be changed. */
function isPlainGlobal(root: ts.Identifier, top: ts.Node): boolean {
  const last = ts.isPropertyAccessExpression(top) ? top.name.text : root.text
  return /^(?:undefined|NaN|Infinity|[A-Z][A-Z0-9_]+)$/.test(last) && last !== 'JSON' && last !== 'URL'
}

/** What `Object.getPrototypeOf([])` and `Reflect.get(Array, 'prototype')` give is no copy. */
function isGivingGlobal(root: ts.Identifier, callee: ts.Node): boolean {
  return /^(?:Object|Reflect)$/.test(root.text) && ts.isPropertyAccessExpression(callee) && /^get/.test(callee.name.text)
}

function isFunctionUnit({ form }: ListedUnit): boolean {
  return form === 'function' || form === 'class' || form === 'function as value' || form === 'class as value'
}

/** `this` of a constructor or method of a class means one instance; of a static or an object, the value that the unit is. */
function isOfInstance(node: ts.Node): boolean {
  let outer = node.parent
  while (!ts.isSourceFile(outer) && (!isMethodLike(outer) || ts.isArrowFunction(outer)) && !ts.isPropertyDeclaration(outer)) {
    if (ts.isClassStaticBlockDeclaration(outer)) return false
    outer = outer.parent
  }
  if (!ts.isClassLike(outer.parent)) return false
  const modifiers = ts.canHaveModifiers(outer) ? ts.getModifiers(outer) : undefined
  return !modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)
}

/** A class that is not only called, or a property of a function: what they hold is shared by all who reach them. */
function isStateOfCode(node: ts.Node, { form }: ListedUnit): boolean {
  if (isCallee(node)) return false
  const isClass = form === 'class' || form === 'class as value'
  return isClass || (ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node && !isCallee(node.parent))
}

function functionAround(node: ts.Node): ts.Node | undefined {
  let outer = node.parent
  while (outer && !ts.isFunctionLike(outer)) outer = outer.parent
  return outer
}

function isMethodLike(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && !ts.isClassStaticBlockDeclaration(node)
}

function rootOf(node: ts.Expression): ts.Expression {
  if (isTransparent(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return rootOf(node.expression)
  return node
}

function isCallee(node: ts.Node): boolean {
  const { parent } = node
  if (isTransparent(parent)) return isCallee(parent)
  if (ts.isTaggedTemplateExpression(parent)) return parent.tag === node
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node
}

function isCallLike(node: ts.Node): node is ts.CallExpression | ts.NewExpression {
  return ts.isCallExpression(node) || ts.isNewExpression(node)
}

/** A base class is an expression, although the tree calls it a type. */
function isIgnoredAtLoad(node: ts.Node): boolean {
  return isIgnored(node) && !ts.isExpressionWithTypeArguments(node)
}

function decoratorsOf(node: ts.Node): readonly ts.Decorator[] {
  return ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []
}
