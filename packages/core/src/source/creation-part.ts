/** The part of a creating call that holds the code in question: the whole call, or some properties of its argument. */
import { ts } from 'ts-morph'
import type { CreationFrame } from './creation-frames.ts'
import { scopeNames } from './scope.ts'
import type { SourceModule, SourceUnit } from './source-module.ts'

/** Where code lies within the call at the innermost frame. */
export type CodeWithin = { readonly kind: 'call' } | { readonly kind: 'properties'; readonly names: readonly string[] }

/**
 * Units of their own for that part, or undefined where syntax does not show it alone: the call cannot be found, a property is not
 * written out in it, or it names something that only the function around it knows. Then all of what lies around the frames decides.
 */
export function creationPart(module: SourceModule, frame: CreationFrame, within: CodeWithin): readonly SourceUnit[] | undefined {
  const call = callAt(module, frame)
  if (!call) return undefined
  const nodes = within.kind === 'call' ? [call] : within.names.map(name => propertyOf(call, name))
  const units: SourceUnit[] = []
  for (const node of nodes) {
    if (!node || isInside(module, node)) return undefined
    units.push({ module, node, names: [], isEffect: false })
  }
  return units
}

/** V8 names the place of the function's name: `f` in `f(...)`, `member` in `object.member(...)`. */
function callAt(module: SourceModule, { line, column }: CreationFrame): ts.CallExpression | undefined {
  const start = module.syntax.getLineStarts()[line - 1]
  if (start === undefined) return undefined
  const position = start + column - 1
  let found: ts.CallExpression | undefined
  const visit = (node: ts.Node): void => {
    if (position < node.pos || position >= node.end) return
    if (ts.isCallExpression(node)) {
      const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression
      if (callee.getStart(module.syntax) === position || node.getStart(module.syntax) === position) found = node
    }
    ts.forEachChild(node, visit)
  }
  visit(module.syntax)
  return found
}

/** The expression of a property that is written out in one of the call's object literals; a spread may replace it. */
function propertyOf(call: ts.CallExpression, name: string): ts.Node | undefined {
  const literals = call.arguments.filter(ts.isObjectLiteralExpression)
  if (literals.some(literal => literal.properties.some(ts.isSpreadAssignment))) return undefined
  const property = literals.flatMap(literal => [...literal.properties]).find(({ name: key }) => key && nameText(key) === name)
  if (!property) return undefined
  if (ts.isPropertyAssignment(property)) return property.initializer
  return ts.isShorthandPropertyAssignment(property) ? property.name : property
}

function nameText(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined
}

/** Whether it uses a name of the functions and blocks around it. */
function isInside(module: SourceModule, node: ts.Node): boolean {
  const around = new Set<string>()
  for (let outer = node.parent; outer && outer !== module.syntax; outer = outer.parent) {
    for (const name of scopeNames(outer) ?? []) around.add(name)
  }
  if (around.size === 0) return false
  let uses = false
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child) && around.has(child.text)) uses = true
    if (child.kind === ts.SyntaxKind.ThisKeyword) uses = true
    ts.forEachChild(child, visit)
  }
  visit(node)
  return uses
}
