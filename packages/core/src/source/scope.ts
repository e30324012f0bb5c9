/** Which names a piece of syntax binds or assigns: what shadows a top-level declaration, and what changes one. */
import { ts } from 'ts-morph'

/** The names that a node makes visible to what it contains, or undefined where it opens no scope. */
export function scopeNames(node: ts.Node): ReadonlySet<string> | undefined {
  if (ts.isFunctionLike(node)) return new Set(functionNames(node))
  if (ts.isClassExpression(node)) return node.name && new Set([node.name.text])
  if (ts.isBlock(node) || ts.isModuleBlock(node)) return new Set([...node.statements.flatMap(declaredNames), ...hoistedTo(node)])
  if (ts.isCaseBlock(node)) return new Set(node.clauses.flatMap(clause => clause.statements.flatMap(declaredNames)))
  if (ts.isForStatement(node) || ts.isForInStatement(node) || ts.isForOfStatement(node)) {
    return node.initializer && ts.isVariableDeclarationList(node.initializer) ? new Set(listNames(node.initializer)) : undefined
  }
  if (ts.isCatchClause(node)) return node.variableDeclaration && new Set(boundNames(node.variableDeclaration.name))
  if (ts.isEnumDeclaration(node)) return new Set(node.members.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : [])))
  return undefined
}

/** Whether a name means something local at this node: a parameter, a variable of a block, and so on. */
export function isLocalAt(node: ts.Node, name: string): boolean {
  return scopeOf(node, name) !== undefined
}

/** The innermost node that makes a name visible at another node. */
export function scopeOf(node: ts.Node, name: string): ts.Node | undefined {
  let from = node
  for (let outer = node; outer && !ts.isSourceFile(outer); outer = outer.parent) {
    if (namesOf(outer)?.has(name) && !isBesideScope(from, outer)) return outer
    from = outer
  }
  return undefined
}

/** The computed name of a method and its decorators are evaluated around it: its parameters are not visible there. */
export function isBesideScope(node: ts.Node, scope: ts.Node): boolean {
  if (node.parent !== scope || !ts.isFunctionLike(scope)) return false
  return ts.isDecorator(node) || ts.isComputedPropertyName(node)
}

/** Whether a variable is declared by a statement of the file itself. */
export function isTopDeclaration({ parent }: ts.VariableDeclaration): boolean {
  return ts.isVariableDeclarationList(parent) && ts.isVariableStatement(parent.parent) && ts.isSourceFile(parent.parent.parent)
}

const knownNames = new WeakMap<ts.Node, ReadonlySet<string> | null>()

/** As {@link scopeNames}, from memory where it was asked before. */
export function namesOf(node: ts.Node): ReadonlySet<string> | null {
  let names = knownNames.get(node)
  if (names === undefined) {
    names = scopeNames(node) ?? null
    knownNames.set(node, names)
  }
  return names
}

/** The names of a declarator or parameter: one, or those of its pattern. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap(element => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)))
}

/** Every name that some expression below a node assigns to. Shadowing is not looked at: too many is safe. */
export function assignedNames(node: ts.Node): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (child: ts.Node): void => {
    if (ts.isBinaryExpression(child) && isAssignment(child.operatorToken.kind)) addTargets(child.left, names)
    if (ts.isPrefixUnaryExpression(child) || ts.isPostfixUnaryExpression(child)) {
      const { operator } = child
      if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) addTargets(child.operand, names)
    }
    if ((ts.isForInStatement(child) || ts.isForOfStatement(child)) && !ts.isVariableDeclarationList(child.initializer)) {
      addTargets(child.initializer, names)
    }
    ts.forEachChild(child, visit)
  }
  visit(node)
  return names
}

function functionNames(node: ts.SignatureDeclaration): string[] {
  const names = node.parameters.flatMap(parameter => boundNames(parameter.name))
  if (!ts.isArrowFunction(node)) names.push('arguments')
  if (ts.isFunctionExpression(node) && node.name) names.push(node.name.text)
  return names
}

/** `var` belongs to the body of the function, however deep its block; default values of parameters do not see it. */
function hoistedTo(block: ts.Block | ts.ModuleBlock): string[] {
  const { parent } = block
  const isBody = ts.isModuleBlock(block) || ts.isFunctionLike(parent) || ts.isClassStaticBlockDeclaration(parent)
  return isBody ? hoistedNames(block) : []
}

function hoistedNames(body: ts.Node): string[] {
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) names.push(...listNames(node))
    ts.forEachChild(node, visit)
  }
  visit(body)
  return names
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return listNames(statement.declarationList)
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name ? [statement.name.text] : []
  if (ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement)) return [statement.name.text]
  return []
}

function listNames(list: ts.VariableDeclarationList): string[] {
  return list.declarations.flatMap(declaration => boundNames(declaration.name))
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
}

/** The identifiers in an assignment's left side; `a.b = 1` changes no binding. */
function addTargets(target: ts.Node, names: Set<string>): void {
  if (ts.isIdentifier(target)) names.add(target.text)
  else if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) {
    ts.forEachChild(target, child => addTargets(child, names))
  }
}
