/** Where a local name is declared, and every place that uses it. */
import { ts } from 'ts-morph'
import { boundNames, isBesideScope, namesOf, scopeOf } from './scope.ts'
import { isReference } from './syntax-form.ts'

export type LocalDeclaration = ts.VariableDeclaration | ts.ParameterDeclaration | ts.Node

/** The declaration that a name inside a unit means, or undefined where it is not local. A scope without a declarator is its own declaration. */
export function declarationOf(node: ts.Identifier): LocalDeclaration | undefined {
  const scope = scopeOf(node, node.text)
  return scope && (declarators(scope).find(({ name }) => boundNames(name).includes(node.text)) ?? scope)
}

/** Every expression that reads a name which a scope makes visible. */
export function usesOf(scope: ts.Node, name: string): readonly ts.Identifier[] {
  const uses: ts.Identifier[] = []
  const visit = (node: ts.Node): void => {
    if (isBesideScope(node, scope)) return
    if (node !== scope && namesOf(node)?.has(name)) {
      ts.forEachChild(node, child => {
        if (isBesideScope(child, node)) visit(child)
      })
      return
    }
    if (ts.isIdentifier(node) && node.text === name && isReference(node)) uses.push(node)
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return uses
}

function declarators(scope: ts.Node): readonly (ts.VariableDeclaration | ts.ParameterDeclaration)[] {
  if (ts.isFunctionLike(scope)) return [...scope.parameters]
  const found: ts.VariableDeclaration[] = []
  const visit = (node: ts.Node): void => {
    if (node !== scope && ts.isFunctionLike(node)) return
    if (ts.isVariableDeclaration(node)) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return found
}
