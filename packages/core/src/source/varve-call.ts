/** Calls of Varve's own functions in syntax: what a unit defines with them, and where an asset's definition is wired. */
import { ts } from 'ts-morph'
import { type ModuleSource, resolveExport, resolveName, type Target } from './binding.ts'
import { isLocalAt } from './scope.ts'
import type { SourceModule, SourceUnit } from './source-module.ts'
import { bare, nameText, unitValue, withoutTypes } from './syntax-form.ts'

/** Properties of an asset that have a hash of their own, or none since they are for people. */
export const apart: ReadonlySet<string> = new Set([
  'partitions',
  'contract',
  'config',
  'description',
  'owner',
  'tags',
  'group',
  'formerly',
  'format',
  'io',
  'reads',
])

/** What a name means at its place; undefined for a local and for a global. */
export function resolveAt(node: ts.Identifier, module: SourceModule, source: ModuleSource): Target | undefined {
  return isLocalAt(node, node.text) ? undefined : resolveName(module, node.text, source)
}

/** `ns.member` of a namespace import is what `member` would be. */
export function memberOf(target: Target, name: string, source: ModuleSource): Target | undefined {
  if (target.kind === 'module' && target.isNamespace) return resolveExport(target.module, name, source)
  return target.kind === 'varve' && target.name === '*' ? { kind: 'varve', name } : undefined
}

/** What an expression that names something means: `f`, or `ns.f`. */
export function namedBy(node: ts.Expression, module: SourceModule, source: ModuleSource): Target | undefined {
  const expression = withoutTypes(node)
  if (ts.isIdentifier(expression)) return resolveAt(expression, module, source)
  if (!ts.isPropertyAccessExpression(expression)) return undefined
  const object = withoutTypes(expression.expression)
  const target = ts.isIdentifier(object) ? resolveAt(object, module, source) : undefined
  return target && memberOf(target, expression.name.text, source)
}

/** The function of Varve that a call calls: `asset`, `daily`; undefined for any other. */
export function varveFunction(node: ts.Node, module: SourceModule, source: ModuleSource): string | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const target = namedBy(node.expression, module, source)
  return target?.kind === 'varve' ? target.name : undefined
}

/** A call that defines an asset: its argument is a definition, and each property of that has its own rules. */
export function isAssetCall(node: ts.Node, module: SourceModule, source: ModuleSource): node is ts.CallExpression {
  return isAssetFunction(varveFunction(node, module, source))
}

export function isAssetFunction(name: string | undefined): boolean {
  return name === 'asset' || name === 'fromSignature'
}

/** The function of Varve that a top-level `x = f(...)` or `f(...)` calls, if it does. */
export function varveCall({ module, node }: SourceUnit, source: ModuleSource): string | undefined {
  let callee = unitValue(node)
  if (!callee || !ts.isCallExpression(callee)) return undefined
  let member: string | null = null
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) {
    member = ts.isPropertyAccessExpression(callee) ? callee.name.text : null
    callee = bare(callee.expression)
  }
  if (!ts.isIdentifier(callee)) return undefined
  const target = resolveAt(callee, module, source)
  if (target?.kind !== 'varve') return undefined
  return target.name === '*' ? (member ?? '*') : target.name
}

/** The expression that a property of an asset's definition has, where the unit is `asset({ ... })` and writes it out. */
export function definedProperty({ module, node }: SourceUnit, name: string, source: ModuleSource): ts.Node | undefined {
  const value = unitValue(node)
  if (!value || !isAssetCall(value, module, source)) return undefined
  const [definition] = value.arguments.map(bare)
  if (!definition || !ts.isObjectLiteralExpression(definition) || definition.properties.some(ts.isSpreadAssignment)) return undefined
  const property = definition.properties.find(one => nameText(one.name) === name)
  if (!property || ts.isSpreadAssignment(property)) return undefined
  return ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : property
}
