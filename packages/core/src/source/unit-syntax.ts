/** The normalised syntax of one top-level unit: a hash that ignores layout and types, and the references that it leaves open. */
import { ts } from 'ts-morph'
import { hashParts } from '../foundation/hash.ts'
import { type ModuleSource, resolveImport, type Target } from './binding.ts'
import { isOnlyWired } from './definition-flow.ts'
import { type Doubt, doubtOf, type HiddenRead, hiddenReadOf, literalFileOf, loadedFileReader } from './hidden-read.ts'
import { isLocalAt } from './scope.ts'
import type { SourceUnit } from './source-module.ts'
import {
  bare,
  isIgnored,
  isLiteral,
  isTransparent,
  type Literal,
  memberAfter,
  nameText,
  plainNames,
  templateAround,
  unitValue,
  withoutTypes,
} from './syntax-form.ts'
import { apart, isAssetCall, memberOf, resolveAt } from './varve-call.ts'

export interface UnitSyntax {
  /** Hash of the syntax, with a hole for each reference. */
  readonly skeleton: string
  /** What fills the holes, in order. */
  readonly references: readonly Reference[]
  readonly doubts: readonly Doubt[]
  readonly hidden: readonly HiddenRead[]
}

/**
 * How a unit is written. `own`: as the place where an asset is defined, whose wiring has hashes of its own. `definition`: as an object
 * that holds parts of such a definition. `whole`: as a value, of which everything counts.
 */
export type Rendering = 'own' | 'definition' | 'whole'

export interface Reference {
  readonly target: Target
  /** The name in `target.name`, '' in `target[...]`, null where the target is alone. */
  readonly member: string | null
  /** What becomes of it: only wired into an asset, spread into its definition, or anything. */
  readonly use: 'wired' | 'definition' | 'value'
  readonly line: number
}

export function unitSyntax(unit: SourceUnit, rendering: Rendering, source: ModuleSource): UnitSyntax {
  const writer = new SyntaxWriter(unit, rendering, source)
  writer.writeUnit()
  const { tokens, references, doubts, hidden } = writer
  return { skeleton: hashParts('code-syntax', [tokens.join(' ')]), references, doubts, hidden }
}

const { SyntaxKind } = ts

/** A function or class without a name of its own has, as `name`, that of the constant it is given to. */
function takesName(value: ts.Expression): boolean {
  return ts.isArrowFunction(value) || ((ts.isFunctionExpression(value) || ts.isClassExpression(value)) && value.name === undefined)
}

class SyntaxWriter {
  readonly tokens: string[] = []
  readonly references: Reference[] = []
  readonly doubts: Doubt[] = []
  readonly hidden: HiddenRead[] = []
  readonly #unit: SourceUnit
  readonly #rendering: Rendering
  readonly #source: ModuleSource
  #inInputs = false

  constructor(unit: SourceUnit, rendering: Rendering, source: ModuleSource) {
    this.#unit = unit
    this.#rendering = rendering
    this.#source = source
  }

  writeUnit(): void {
    const { node } = this.#unit
    const value = unitValue(node)
    if (this.#rendering === 'definition' && value && ts.isObjectLiteralExpression(value)) {
      this.#writeDefinition(value)
      return
    }
    if (!ts.isVariableDeclaration(node)) {
      this.#write(node)
      return
    }
    this.#open('declarator')
    this.#writeFlags(node.parent)
    // The name of a constant is no part of its value, so an asset may be renamed; a function without a name takes it for its own.
    if (!ts.isIdentifier(node.name)) this.#write(node.name)
    else if (value && takesName(value)) this.#text('name', node.name.text)
    if (node.initializer) this.#write(node.initializer)
    this.#close()
  }

  readonly #write = (node: ts.Node): void => {
    if (isTransparent(node)) this.#write(node.expression)
    else if (ts.isExpressionWithTypeArguments(node)) this.#write(node.expression)
    else if (isIgnored(node)) return
    else if (ts.isIdentifier(node)) this.#writeIdentifier(node)
    else if (ts.isPrivateIdentifier(node)) this.#text('name', node.text)
    else if (isLiteral(node)) this.#writeLiteral(node)
    else if (ts.isPropertyAccessExpression(node)) this.#writeAccess(node)
    else if (ts.isShorthandPropertyAssignment(node)) this.#writeShorthand(node)
    else if (isAssetCall(node, this.#unit.module, this.#source)) this.#writeAsset(node)
    else {
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
        if (this.#writeImportCall(node)) return
        this.#lookAtCall(node)
      }
      this.#writeInside(node)
    }
  }

  #writeInside(node: ts.Node): void {
    this.#open(SyntaxKind[node.kind])
    this.#writeFlags(node)
    if (ts.isForStatement(node)) {
      for (const part of [node.initializer, node.condition, node.incrementor, node.statement]) {
        if (part) this.#write(part)
        this.tokens.push(';')
      }
    } else {
      const plain = plainNames(node)
      ts.forEachChild(node, child => (plain.includes(child) ? this.#writeName(child) : this.#write(child)))
    }
    this.#close()
  }

  /** What the tree keeps in fields instead of children. */
  #writeFlags(node: ts.Node): void {
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) this.tokens.push(ts.tokenToString(node.operator) ?? '')
    if (ts.isVariableDeclarationList(node)) this.tokens.push(`${node.flags & ts.NodeFlags.BlockScoped}`)
    if (ts.isMetaProperty(node)) this.tokens.push(SyntaxKind[node.keywordToken])
    if (ts.isOptionalChain(node)) this.tokens.push('chain')
    if (ts.isBindingElement(node) && node.propertyName) this.tokens.push('from')
    if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) this.tokens.push('property')
  }

  /** A declared name, a property's name or a label: text, unless it is computed or a pattern. */
  #writeName(name: ts.Node): void {
    if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || isLiteral(name)) this.#text('name', name.text)
    else this.#write(name)
  }

  #writeIdentifier(node: ts.Identifier): void {
    const target = resolveAt(node, this.#unit.module, this.#source)
    if (target) this.#writeReference(node, target)
    else this.#text('name', node.text)
    this.#lookAtName(node, target)
  }

  #writeReference(node: ts.Node, target: Target): void {
    if (target.kind === 'varve') this.#text('varve', target.name)
    else if (target.kind === 'builtin') this.#text('node', `${target.specifier}#${target.name}`)
    else {
      if (target.kind === 'package') this.#text('package', `${target.specifier}#${target.name}`)
      this.tokens.push('@')
      this.references.push({ target, member: memberAfter(node), use: this.#useOf(node, target), line: this.#line(node) })
    }
  }

  #useOf(node: ts.Node, target: Target): Reference['use'] {
    if (this.#inInputs) return 'wired'
    if (target.kind !== 'unit' || this.#rendering === 'whole') return 'value'
    const { parent } = node
    if (ts.isSpreadAssignment(parent) && this.#isDefinition(parent.parent)) return 'definition'
    if (isAssetCall(parent, this.#unit.module, this.#source) && parent.expression !== node) return 'definition'
    return isOnlyWired(node, this.#unit.module, this.#source) ? 'wired' : 'value'
  }

  #isDefinition(literal: ts.ObjectLiteralExpression): boolean {
    if (this.#rendering === 'definition' && unitValue(this.#unit.node) === literal) return true
    let outer: ts.Node = literal.parent
    while (isTransparent(outer)) outer = outer.parent
    return isAssetCall(outer, this.#unit.module, this.#source)
  }

  /** `ns.member` of a namespace import is written as the member would be. */
  #writeAccess(node: ts.PropertyAccessExpression): void {
    const object = withoutTypes(node.expression)
    const target = ts.isIdentifier(object) ? resolveAt(object, this.#unit.module, this.#source) : undefined
    const member = target && memberOf(target, node.name.text, this.#source)
    if (member) this.#writeReference(node, member)
    else this.#writeInside(node)
  }

  /** `{ a }` is `{ a: a }`. */
  #writeShorthand(node: ts.ShorthandPropertyAssignment): void {
    this.#open(SyntaxKind[SyntaxKind.PropertyAssignment])
    this.#text('name', node.name.text)
    this.#writeIdentifier(node.name)
    if (node.objectAssignmentInitializer) {
      this.tokens.push('=')
      this.#write(node.objectAssignmentInitializer)
    }
    this.#close()
  }

  #writeAsset(node: ts.CallExpression): void {
    this.#open('asset')
    for (const argument of node.arguments.map(bare)) {
      if (ts.isObjectLiteralExpression(argument)) this.#writeDefinition(argument)
      else this.#write(argument)
    }
    this.#close()
  }

  #writeDefinition(literal: ts.ObjectLiteralExpression): void {
    for (const property of literal.properties) {
      const name = nameText(property.name) ?? ''
      if (apart.has(name) && this.#rendering !== 'whole') continue
      const outer = this.#inInputs
      this.#inInputs = outer || name === 'inputs'
      this.#write(property)
      this.#inInputs = outer
    }
  }

  /** `import('./x')` and `require('./x')` of a literal are all of that module. */
  #writeImportCall(node: ts.CallExpression | ts.NewExpression): boolean {
    if (!ts.isCallExpression(node)) return false
    const isImport = node.expression.kind === SyntaxKind.ImportKeyword
    if (!isImport && !this.#isGlobal(node.expression, 'require')) return false
    const [specifier] = node.arguments
    if (specifier && ts.isStringLiteralLike(specifier)) {
      this.#open('load')
      const target = resolveImport(this.#unit.module, specifier.text, '*', this.#source)
      this.#writeReference(node, target)
      this.#close()
      const what = loadedFileReader(target)
      if (what) this.hidden.push({ ...what, line: this.#line(node) })
      return true
    }
    this.#doubt(node, `loads a module by a name that is computed as it runs (${isImport ? 'import' : 'require'}), which cannot be followed`)
    return false
  }

  /** A literal file beside the module counts by its content; what is read otherwise is found. */
  #lookAtCall(node: ts.CallExpression | ts.NewExpression): void {
    if (this.#isGlobal(node.expression, 'Function')) this.#doubt(node, 'makes code from text (Function), which cannot be followed')
    else if (this.#isGlobal(node.expression, 'eval')) this.#doubt(node, 'runs code made from text (eval), which cannot be followed')
    const file = literalFileOf(node, this.#unit.module, this.#source)
    if (file) {
      this.tokens.push('@')
      this.references.push({ target: file, member: null, use: 'value', line: this.#line(node) })
      return
    }
    const what = hiddenReadOf(node, this.#unit.module, this.#source)
    if (what) this.hidden.push({ ...what, line: this.#line(node) })
  }

  #lookAtName(node: ts.Identifier, target: Target | undefined): void {
    const why = doubtOf(node, target, this.#unit.module, this.#source)
    if (why !== undefined) this.#doubt(node, why)
    const what = target === undefined || target.kind === 'builtin' ? hiddenReadOf(node, this.#unit.module, this.#source) : undefined
    if (what) this.hidden.push({ ...what, line: this.#line(node) })
  }

  #isGlobal(node: ts.Node, name: string): boolean {
    if (!ts.isIdentifier(node) || node.text !== name || isLocalAt(node, name)) return false
    return resolveAt(node, this.#unit.module, this.#source) === undefined
  }

  #writeLiteral(node: Literal): void {
    const isTagged = ts.isTaggedTemplateExpression(templateAround(node).parent)
    const isPlainText = ts.isNoSubstitutionTemplateLiteral(node) && !isTagged
    this.#text(isPlainText ? SyntaxKind[SyntaxKind.StringLiteral] : SyntaxKind[node.kind], node.text)
    // A tag may look at the text as it was written.
    if (isTagged && 'rawText' in node) this.#text('raw', node.rawText ?? '')
  }

  #doubt(node: ts.Node, why: string): void {
    this.doubts.push({ line: this.#line(node), why })
  }

  #line(node: ts.Node): number {
    const { syntax } = this.#unit.module
    return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1
  }

  #text(kind: string, text: string): void {
    this.tokens.push(kind, JSON.stringify(text))
  }

  #open(kind: string): void {
    this.tokens.push('(', kind)
  }

  #close(): void {
    this.tokens.push(')')
  }
}
