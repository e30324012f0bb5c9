/** Which calls set a package up for everyone who uses it: those whose result nobody takes, and those whose name says so. */
import { ts } from 'ts-morph'
import { bare, isTransparent, passesOn, unitValue } from './syntax-form.ts'

/** Names of functions with which packages are set up. */
const settingUp =
  /^(?:set|add|use|register|extend|config|install|init|load|setup|enable|disable|define|patch|mixin|plugin|on|override|mock|locale|default)/i

/** @param name of the function that is called, as the package has it. */
export function isSetUp(call: ts.Node, name: string, packageName: string): boolean {
  return isUnused(call) || (settingUp.test(name) && name !== 'default' && packageName !== 'zod')
}

/** A call that is given something of a package: `install(dayjs)`, `Object.assign(Client.prototype, ...)`. */
export function isSetUpWith(call: ts.CallExpression | ts.NewExpression): boolean {
  const callee = bare(call.expression)
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : ''
  return isUnused(call) || settingUp.test(name)
}

/** Whether a unit is another name of this expression, or holds it: `const d = dayjs`, `const { defaults } = axios`, `const kit = { dayjs }`. */
export function isOtherName(unit: ts.Node, node: ts.Node): boolean {
  let outer = node
  while (isTransparent(outer.parent) || ts.isAwaitExpression(outer.parent) || isHolder(outer.parent)) outer = outer.parent
  return outer !== unit && (ts.isVariableDeclaration(unit) || ts.isExportAssignment(unit)) && unitValue(unit) === bareValue(outer)
}

function isHolder(node: ts.Node): boolean {
  const isProperty = ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)
  return isProperty || ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)
}

function bareValue(node: ts.Node): ts.Node {
  return isTransparent(node) || ts.isAwaitExpression(node) ? bareValue(node.expression) : node
}

/** Decorators are called by the language, which takes the result. */
function isUnused(node: ts.Node): boolean {
  const { parent } = node
  if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent) || ts.isDecorator(parent)) return true
  if (isTransparent(parent) || ts.isAwaitExpression(parent)) return isUnused(parent)
  if (ts.isConditionalExpression(parent)) return parent.condition !== node && isUnused(parent)
  if (ts.isBinaryExpression(parent)) return parent.right === node && passesOn(parent) && isUnused(parent)
  if (ts.isArrowFunction(parent)) return isCalledForEach(parent)
  const isChained = ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent) && parent.parent.expression === parent
  return isChained && /^(?:then|catch|finally)$/.test(parent.name.text) && isUnused(parent.parent)
}

function isCalledForEach({ parent }: ts.ArrowFunction): boolean {
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === 'forEach'
}
