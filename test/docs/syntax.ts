/** What a piece of code declares, what it refers to, and which results it shows in comments. */
import ts from 'typescript-5.9'

export interface Syntax {
  /** Names that the top level declares, with whether each is a type. */
  readonly declared: ReadonlyMap<string, 'value' | 'type'>
  /** Of these, those it exports already. */
  readonly exported: ReadonlySet<string>
  /** Every name it mentions that could come from elsewhere. */
  readonly mentioned: ReadonlySet<string>
  /** Expressions followed by a comment that is a literal: `days.count   // 31`. */
  readonly shown: readonly Shown[]
}

/** Positions in the code; `literal` is the text of the comment. */
export interface Shown {
  readonly start: number
  readonly end: number
  readonly literal: string
}

export function syntaxOf(code: string): Syntax {
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true)
  const declared = new Map<string, 'value' | 'type'>()
  const exported = new Set<string>()
  for (const statement of file.statements) {
    for (const [name, kind] of declarations(statement)) {
      declared.set(name, kind)
      if (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
        exported.add(name)
    }
  }
  const mentioned = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isOnlyALabel(node)) mentioned.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { declared, exported, mentioned, shown: file.statements.flatMap(statement => shownBy(statement, code)) }
}

function declarations(statement: ts.Statement): readonly (readonly [string, 'value' | 'type'])[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name)).map(name => [name, 'value'])
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [[statement.name.text, 'type']]
  if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) return [[statement.name.text, 'value']]
  if (!ts.isImportDeclaration(statement) || !statement.importClause) return []
  const { name, namedBindings } = statement.importClause
  const others = namedBindings === undefined ? [] : ts.isNamespaceImport(namedBindings) ? [namedBindings] : namedBindings.elements
  const kind = (type: boolean) => (type || statement.importClause?.isTypeOnly ? 'type' : 'value')
  return [
    ...(name ? [[name.text, kind(false)] as const] : []),
    ...others.map(each => [each.name.text, kind('isTypeOnly' in each && each.isTypeOnly)] as const),
  ]
}

function bound(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap(element => (ts.isBindingElement(element) ? bound(element.name) : []))
}

/** `a.label`, `{ label: a }`, `label: a`: names that refer to nothing else. */
function isOnlyALabel(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent))
    return parent.name === node
  if (ts.isPropertySignature(parent)) return parent.name === node
  return ts.isLabeledStatement(parent) || ts.isImportSpecifier(parent)
}

function shownBy(statement: ts.Statement, code: string): readonly Shown[] {
  if (!ts.isExpressionStatement(statement)) return []
  const { expression } = statement
  const [, comment = ''] = /^[ \t]*\n?((?:\/\/[^\n]*\n?)+)/.exec(code.slice(statement.end)) ?? []
  const literal = comment.replaceAll(/^\/\/ ?/gm, '').trim()
  return isLiteralText(literal) ? [{ start: expression.getStart(), end: expression.end, literal }] : []
}

function isLiteralText(text: string): boolean {
  const file = ts.createSourceFile('literal.ts', `(${text})`, ts.ScriptTarget.Latest, true)
  const [statement, ...others] = file.statements
  const isClean = 'parseDiagnostics' in file && Array.isArray(file.parseDiagnostics) && file.parseDiagnostics.length === 0
  return isClean && others.length === 0 && statement !== undefined && ts.isExpressionStatement(statement) && isLiteral(statement.expression)
}

function isLiteral(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isLiteral(node.expression)
  if (ts.isPrefixUnaryExpression(node)) return isLiteral(node.operand)
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral)
  if (ts.isObjectLiteralExpression(node)) return node.properties.every(each => ts.isPropertyAssignment(each) && isLiteral(each.initializer))
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && (node.arguments ?? []).every(isLiteral)
  const constants = [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword]
  return ts.isLiteralExpression(node) || constants.includes(node.kind) || (ts.isIdentifier(node) && node.text === 'undefined')
}
