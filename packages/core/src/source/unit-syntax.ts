/** The normalised syntax of one top-level unit: a hash that ignores layout and types, and the references that it leaves open. */
import { ts } from 'ts-morph'
import { hashParts } from '../foundation/hash.ts'
import { type LoadModule, resolveExport, resolveImport, resolveName, type Target } from './binding.ts'
import { scopeNames } from './scope.ts'
import { isOnlyTypes, type SourceUnit } from './source-module.ts'

export interface UnitSyntax {
  /** Hash of the syntax, with a hole for each reference. */
  readonly skeleton: string
  /** What fills the holes, in order. */
  readonly references: readonly Reference[]
  readonly doubts: readonly Doubt[]
}

export interface Reference {
  readonly target: Target
  /** The name in `target.name`, '' in `target[...]`, null where the target stands alone. */
  readonly member: string | null
  /** It stands in the `inputs` of an asset. */
  readonly isInput: boolean
  readonly line: number
}

/** Something that cannot be followed: `why` continues a sentence that begins with the place. */
export interface Doubt {
  readonly line: number
  readonly why: string
}

export function unitSyntax(unit: SourceUnit, load: LoadModule): UnitSyntax {
  const writer = new SyntaxWriter(unit, load)
  writer.writeUnit()
  return { skeleton: hashParts('code-syntax', [writer.tokens.join(' ')]), references: writer.references, doubts: writer.doubts }
}

/** The function of Varve that a top-level `x = f(...)` or `f(...)` calls, if it does. */
export function varveCall({ module, node }: SourceUnit, load: LoadModule): string | undefined {
  const value = ts.isVariableDeclaration(node)
    ? node.initializer
    : ts.isExpressionStatement(node) || ts.isExportAssignment(node)
      ? node.expression
      : undefined
  let callee = value && bare(value)
  if (!callee || !ts.isCallExpression(callee)) return undefined
  let member: string | null = null
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) {
    member = ts.isPropertyAccessExpression(callee) ? callee.name.text : null
    callee = bare(callee.expression)
  }
  if (!ts.isIdentifier(callee)) return undefined
  const target = resolveName(module, callee.text, load)
  if (target?.kind !== 'varve') return undefined
  return target.name === '*' ? (member ?? '*') : target.name
}

/** An expression without what types, layout and `await` put around it. */
function bare(node: ts.Expression): ts.Expression {
  return isTransparent(node) || ts.isAwaitExpression(node) ? bare(node.expression) : node
}

type Transparent = ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression | ts.TypeAssertion

function isTransparent(node: ts.Node): node is Transparent {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  )
}

/** Properties of an asset that have a hash of their own, or none since they are for people. */
const apart = new Set(['partitions', 'contract', 'config', 'description', 'owner', 'tags', 'group', 'formerly', 'format', 'io'])

const { SyntaxKind } = ts
/** Tokens that say nothing about a value: punctuation of types and layout, and modifiers for the checker. */
const silent: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.QuestionToken,
  SyntaxKind.ExclamationToken,
  SyntaxKind.ColonToken,
  SyntaxKind.EqualsGreaterThanToken,
  SyntaxKind.SemicolonClassElement,
  SyntaxKind.ExportKeyword,
  SyntaxKind.DefaultKeyword,
  SyntaxKind.DeclareKeyword,
  SyntaxKind.AbstractKeyword,
  SyntaxKind.ReadonlyKeyword,
  SyntaxKind.PublicKeyword,
  SyntaxKind.PrivateKeyword,
  SyntaxKind.ProtectedKeyword,
  SyntaxKind.OverrideKeyword,
  SyntaxKind.ConstKeyword,
])

class SyntaxWriter {
  readonly tokens: string[] = []
  readonly references: Reference[] = []
  readonly doubts: Doubt[] = []
  readonly #unit: SourceUnit
  readonly #load: LoadModule
  #scopes: readonly ReadonlySet<string>[] = []
  #inInputs = false

  constructor(unit: SourceUnit, load: LoadModule) {
    this.#unit = unit
    this.#load = load
  }

  writeUnit(): void {
    const { node } = this.#unit
    if (!ts.isVariableDeclaration(node)) {
      this.#write(node)
      return
    }
    this.#open('declarator')
    this.#writeFlags(node.parent)
    // The name of a constant is no part of its value: an asset may be renamed.
    if (!ts.isIdentifier(node.name)) this.#write(node.name)
    if (node.initializer) this.#write(node.initializer)
    this.#close()
  }

  readonly #write = (node: ts.Node): void => {
    if (isTransparent(node)) this.#write(node.expression)
    else if (ts.isExpressionWithTypeArguments(node)) this.#write(node.expression)
    else if (isIgnored(node)) return
    else if (ts.isIdentifier(node)) this.#writeIdentifier(node)
    else if (isLiteral(node)) this.#writeLiteral(node)
    else if (ts.isPropertyAccessExpression(node)) this.#writeAccess(node)
    else if (ts.isShorthandPropertyAssignment(node)) this.#writeShorthand(node)
    else if (ts.isCallExpression(node) && this.#isAssetCall(node)) this.#writeAsset(node)
    else {
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
        if (this.#writeImportCall(node)) return
        this.#doubtMadeCode(node)
      }
      this.#writeInScope(node)
    }
  }

  #writeInScope(node: ts.Node): void {
    const outer = this.#scopes
    const names = scopeNames(node)
    if (names && names.size > 0) this.#scopes = [...outer, names]
    this.#open(kindName(node))
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
    this.#scopes = outer
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
    const name = node.text
    const target = this.#isLocal(name) ? undefined : resolveName(this.#unit.module, name, this.#load)
    if (target) this.#writeReference(node, target)
    else {
      this.#text('name', name)
      const isCalled = ts.isCallExpression(node.parent) && node.parent.expression === node
      if (name === 'require' && !this.#isLocal(name) && !isCalled)
        this.#doubt(node, 'uses `require` as a value, so what it loads cannot be followed')
    }
  }

  #writeReference(node: ts.Node, target: Target): void {
    const member = memberAfter(node)
    if (target.kind === 'varve') this.#text('varve', target.name)
    else if (target.kind === 'builtin') {
      this.#text('node', `${target.specifier}#${target.name}`)
      if (target.specifier === 'module' && (target.name === 'createRequire' || member === 'createRequire')) {
        this.#doubt(node, 'loads modules through createRequire, which cannot be followed')
      }
    } else {
      if (target.kind === 'package') this.#text('package', `${target.specifier}#${target.name}`)
      this.tokens.push('@')
      this.references.push({ target, member, isInput: this.#inInputs, line: this.#line(node) })
    }
  }

  /** `ns.member` of a namespace import is written as the member would be. */
  #writeAccess(node: ts.PropertyAccessExpression): void {
    const object = withoutTypes(node.expression)
    const target =
      ts.isIdentifier(object) && !this.#isLocal(object.text) ? resolveName(this.#unit.module, object.text, this.#load) : undefined
    const member = target && this.#memberOf(target, node.name.text)
    if (member) this.#writeReference(node, member)
    else this.#writeInScope(node)
  }

  #memberOf(target: Target, name: string): Target | undefined {
    if (target.kind === 'module' && target.isNamespace) return resolveExport(target.module, name, this.#load)
    return target.kind === 'varve' && target.name === '*' ? { kind: 'varve', name } : undefined
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

  #isAssetCall(node: ts.CallExpression): boolean {
    const callee = withoutTypes(node.expression)
    const [object, member] = ts.isPropertyAccessExpression(callee) ? [callee.expression, callee.name.text] : [callee, null]
    if (!ts.isIdentifier(object) || this.#isLocal(object.text)) return false
    const target = resolveName(this.#unit.module, object.text, this.#load)
    const named = target && member !== null ? this.#memberOf(target, member) : target
    return named?.kind === 'varve' && (named.name === 'asset' || named.name === 'fromSignature')
  }

  #writeAsset(node: ts.CallExpression): void {
    this.#open('asset')
    for (const argument of node.arguments.map(withoutTypes)) {
      if (!ts.isObjectLiteralExpression(argument)) {
        this.#write(argument)
        continue
      }
      for (const property of argument.properties) {
        const name = property.name && (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name)) ? property.name.text : ''
        if (apart.has(name)) continue
        const outer = this.#inInputs
        this.#inInputs = name === 'inputs'
        this.#write(property)
        this.#inInputs = outer
      }
    }
    this.#close()
  }

  /** `import('./x')` and `require('./x')` of a literal are all of that module. */
  #writeImportCall(node: ts.CallExpression | ts.NewExpression): boolean {
    if (!ts.isCallExpression(node)) return false
    const isImport = node.expression.kind === SyntaxKind.ImportKeyword
    if (!isImport && !this.#isGlobal(node.expression, 'require')) return false
    const [specifier] = node.arguments
    if (specifier && ts.isStringLiteralLike(specifier)) {
      this.#open('load')
      this.#writeReference(node, resolveImport(this.#unit.module, specifier.text, '*', this.#load))
      this.#close()
      return true
    }
    this.#doubt(node, `loads a module by a name that is computed as it runs (${isImport ? 'import' : 'require'}), which cannot be followed`)
    return false
  }

  #doubtMadeCode(node: ts.CallExpression | ts.NewExpression): void {
    if (this.#isGlobal(node.expression, 'Function')) this.#doubt(node, 'makes code from text (Function), which cannot be followed')
    else if (this.#isGlobal(node.expression, 'eval')) this.#doubt(node, 'runs code made from text (eval), which cannot be followed')
  }

  #isGlobal(node: ts.Node, name: string): boolean {
    if (!ts.isIdentifier(node) || node.text !== name || this.#isLocal(name)) return false
    return resolveName(this.#unit.module, name, this.#load) === undefined
  }

  #isLocal(name: string): boolean {
    return this.#scopes.some(names => names.has(name))
  }

  #writeLiteral(node: Literal): void {
    const isTagged = ts.isTaggedTemplateExpression(template(node).parent)
    const isPlainText = ts.isNoSubstitutionTemplateLiteral(node) && !isTagged
    this.#text(isPlainText ? SyntaxKind[SyntaxKind.StringLiteral] : kindName(node), node.text)
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

function isIgnored(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isTypeParameterDeclaration(node) || silent.has(node.kind) || isOnlyTypes(node)) return true
  if (ts.isHeritageClause(node)) return node.token === SyntaxKind.ImplementsKeyword
  if (ts.isParameter(node)) return ts.isIdentifier(node.name) && node.name.text === 'this'
  // A stray semicolon between statements; the empty body of a loop stays.
  return ts.isEmptyStatement(node) && (ts.isBlock(node.parent) || ts.isModuleBlock(node.parent) || ts.isCaseOrDefaultClause(node.parent))
}

type Literal = ts.LiteralExpression | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail | ts.JsxText

function isLiteral(node: ts.Node): node is Literal {
  return ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isJsxText(node)
}

/** What is taken from this expression where it stands: see {@link Reference.member}. */
function memberAfter(node: ts.Node): string | null {
  const { parent } = node
  if (isTransparent(parent)) return memberAfter(parent)
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) return parent.name.text
  return ts.isElementAccessExpression(parent) && parent.expression === node ? '' : null
}

/** The whole template around one of its pieces. */
function template(node: ts.Node): ts.Node {
  if (ts.isTemplateHead(node)) return node.parent
  return ts.isTemplateMiddleOrTemplateTail(node) ? node.parent.parent : node
}

/** The children of a node that are names rather than expressions. */
function plainNames(node: ts.Node): readonly (ts.Node | undefined)[] {
  const { name, label, propertyName } = node as { readonly name?: ts.Node; readonly label?: ts.Node; readonly propertyName?: ts.Node }
  return [name, label, propertyName]
}

function withoutTypes(node: ts.Expression): ts.Expression {
  return isTransparent(node) && !ts.isParenthesizedExpression(node) ? withoutTypes(node.expression) : node
}

function kindName(node: ts.Node): string {
  return SyntaxKind[node.kind]
}
