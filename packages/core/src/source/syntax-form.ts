/** What of a syntax tree says nothing about a value, and the few shapes that several readers of it must see alike. */
import { ts } from 'ts-morph'

const { SyntaxKind } = ts

type Transparent = ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression | ts.TypeAssertion

/** What wraps an expression for types or layout. */
export function isTransparent(node: ts.Node): node is Transparent {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  )
}

/** An expression without what types and layout put around it. */
export function bare(node: ts.Expression): ts.Expression {
  return isTransparent(node) ? bare(node.expression) : node
}

export function withoutTypes(node: ts.Expression): ts.Expression {
  return isTransparent(node) && !ts.isParenthesizedExpression(node) ? withoutTypes(node.expression) : node
}

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

export function isIgnored(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isTypeParameterDeclaration(node) || silent.has(node.kind) || isOnlyTypes(node)) return true
  if (ts.isHeritageClause(node)) return node.token === SyntaxKind.ImplementsKeyword
  if (ts.isParameter(node)) return ts.isIdentifier(node.name) && node.name.text === 'this'
  // A stray semicolon between statements; the empty body of a loop stays.
  return ts.isEmptyStatement(node) && (ts.isBlock(node.parent) || ts.isModuleBlock(node.parent) || ts.isCaseOrDefaultClause(node.parent))
}

export type Literal = ts.LiteralExpression | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail | ts.JsxText

export function isLiteral(node: ts.Node): node is Literal {
  return ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isJsxText(node)
}

/** The whole template around one of its pieces. */
export function templateAround(node: ts.Node): ts.Node {
  if (ts.isTemplateHead(node)) return node.parent
  return ts.isTemplateMiddleOrTemplateTail(node) ? node.parent.parent : node
}

/** The children of a node that are names rather than expressions. */
export function plainNames(node: ts.Node): readonly (ts.Node | undefined)[] {
  const { name, label, propertyName } = node as { readonly name?: ts.Node; readonly label?: ts.Node; readonly propertyName?: ts.Node }
  return [name, label, propertyName]
}

/** The text of a property's name; undefined where it is computed. */
export function nameText(name: ts.Node | undefined): string | undefined {
  return name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isPrivateIdentifier(name)) ? name.text : undefined
}

/** What is taken from this expression at its place: the name in `x.name`, '' in `x[...]`, null where it is alone. */
export function memberAfter(node: ts.Node): string | null {
  const { parent } = node
  if (isTransparent(parent)) return memberAfter(parent)
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) return parent.name.text
  if (!ts.isElementAccessExpression(parent) || parent.expression !== node) return null
  return ts.isStringLiteralLike(parent.argumentExpression) ? parent.argumentExpression.text : ''
}

/** Whether an identifier is an expression that reads a binding, rather than a name that declares or selects. */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node
  if (ts.isExportSpecifier(parent) || ts.isImportSpecifier(parent)) return false
  return !plainNames(parent).includes(node)
}

/** The longest chain of members that begins here: `a.b.c` for `a`. */
export function chainOf(node: ts.Node): ts.Node {
  const { parent } = node
  if (isTransparent(parent)) return chainOf(parent)
  const goesOn = (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === node
  return goesOn ? chainOf(parent) : node
}

/** Whether what an expression names is set there. */
export function isChangedHere(node: ts.Node): boolean {
  const { parent } = node
  if (isTransparent(parent)) return isChangedHere(parent)
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node
  if (isStep(parent) || ts.isDeleteExpression(parent)) return true
  return isAssignment(parent) && parent.left === node
}

export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false
  const { kind } = node.operatorToken
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
}

/** `x++` and `--x`. */
export function isStep(node: ts.Node): boolean {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return false
  return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken
}

/** Whether an operator may give one of its sides as it is: `a ?? b`, `a || b`, `a && b`, `(a, b)`. */
export function passesOn({ operatorToken }: ts.BinaryExpression): boolean {
  return passing.has(operatorToken.kind)
}

const passing: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.QuestionQuestionToken,
  SyntaxKind.BarBarToken,
  SyntaxKind.AmpersandAmpersandToken,
  SyntaxKind.CommaToken,
])

/** Whether a statement or class member is there for the type checker alone. */
export function isOnlyTypes(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isIndexSignatureDeclaration(node)) return true
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)) {
    if (!node.body) return true
  }
  return hasModifier(node, ts.SyntaxKind.DeclareKeyword)
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some(modifier => modifier.kind === kind) ?? false)
}

/** What a unit's name means, or what its statement evaluates. */
export function unitValue(node: ts.Node): ts.Expression | undefined {
  const value = ts.isVariableDeclaration(node)
    ? node.initializer
    : ts.isExpressionStatement(node) || ts.isExportAssignment(node)
      ? node.expression
      : undefined
  return value && evaluated(value)
}

function evaluated(node: ts.Expression): ts.Expression {
  const inner = bare(node)
  return ts.isAwaitExpression(inner) ? evaluated(inner.expression) : inner
}
