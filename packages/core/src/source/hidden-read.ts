/** What code reads beside other code: files that it names plainly count by their content, the rest is found and named. */
import { dirname, isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ts } from 'ts-morph'
import { type ModuleSource, resolveName, type Target } from './binding.ts'
import type { HiddenInput } from './code-version.ts'
import { declarationOf, usesOf } from './local-declaration.ts'
import { scopeOf } from './scope.ts'
import type { SourceModule } from './source-module.ts'
import { bare, chainOf, isChangedHere, isTransparent, memberAfter, nameText, withoutTypes } from './syntax-form.ts'
import { namedBy, resolveAt } from './varve-call.ts'

/** Something that cannot be followed: `why` continues a sentence that begins with the place. */
export interface Doubt {
  readonly line: number
  readonly why: string
}

export type HiddenRead = Omit<HiddenInput, 'file'>

/** Why a name makes it uncertain what is loaded, if it does. */
export function doubtOf(node: ts.Identifier, target: Target | undefined, module: SourceModule, source: ModuleSource): string | undefined {
  if (target?.kind === 'builtin' && target.specifier === 'module') {
    const isUsed = target.name === 'createRequire' || memberAfter(node) === 'createRequire'
    return isUsed ? 'loads modules through createRequire, which cannot be followed' : undefined
  }
  const isCalled = ts.isCallExpression(node.parent) && node.parent.expression === node
  if (target || !isGlobal(node, module, source)) return undefined
  const isMember =
    (node.text === 'module' && memberAfter(node) === 'require') || (node.text === 'process' && memberAfter(node) === 'mainModule')
  if (isMember) return `loads modules through ${node.text}.${memberAfter(node)}, which cannot be followed`
  if (node.text !== 'require' || isCalled) return undefined
  return 'uses `require` as a value, so what it loads cannot be followed'
}

/**
 * The file that an expression names beyond doubt: `new URL('./x.sql', import.meta.url)`, `join(import.meta.dirname, 'x.sql')`, or an
 * absolute path given to a function that reads.
 */
export function literalFileOf(node: ts.CallExpression | ts.NewExpression, module: SourceModule, source: ModuleSource): Target | undefined {
  const path = literalPathOf(node, module, source)
  if (path === undefined || source.isFolder(path, module.path)) return undefined
  const resolved = source.resolve(path, module.path)
  return resolved.kind === 'source'
    ? {
        kind: 'module',
        module: source.load(resolved.file),
        isNamespace: false,
        ...(resolved.rival === undefined ? {} : { rival: resolved.rival }),
      }
    : { kind: 'content', file: resolved.kind === 'content' ? resolved.file : path }
}

function literalPathOf(node: ts.Node, module: SourceModule, source: ModuleSource): string | undefined {
  const folder = dirname(module.path)
  if (ts.isNewExpression(node)) {
    const [name, base] = node.arguments ?? []
    if (!isNamed(node.expression, 'URL', module, source) || !name || !ts.isStringLiteralLike(name)) return undefined
    if (name.text.startsWith('file:')) return fileURLToPath(name.text)
    return base && isImportMeta(base, 'url') ? resolve(folder, decodeURIComponent(name.text)) : undefined
  }
  if (!ts.isCallExpression(node)) return undefined
  const [first, ...rest] = node.arguments
  const called = builtinMember(node.expression, module, source)
  if (called?.module === 'path' && (called.member === 'join' || called.member === 'resolve')) {
    if (!first || !isModuleFolder(first, module, source) || !rest.every(ts.isStringLiteralLike)) return undefined
    return resolve(folder, ...rest.map(part => (called.member === 'join' ? part.text.replace(/^\/+/, '') : part.text)))
  }
  return first && isReading(called) && ts.isStringLiteralLike(first) && isAbsolute(first.text) ? first.text : undefined
}

/** A read that no version covers, by a call or a name of the environment. */
export function hiddenReadOf(node: ts.Node, module: SourceModule, source: ModuleSource): Omit<HiddenRead, 'line'> | undefined {
  if (ts.isIdentifier(node))
    return environmentRead(node, module, source) ?? builtinAtRunTime(node, module, source) ?? readerAsValue(node, module, source)
  if (ts.isNewExpression(node)) return workerStart(node, module, source)
  if (!ts.isCallExpression(node) || !isReading(builtinMember(node.expression, module, source))) return undefined
  const [path] = node.arguments
  if (!path || isKnownFile(path, module, source, 0)) return undefined
  const literal = bare(path)
  return {
    kind: 'file',
    what: ts.isStringLiteralLike(literal)
      ? `reads '${literal.text}' from the current folder`
      : 'reads files by a name that is computed as it runs',
    fix: readsFix,
  }
}

const readsFix = "name the file on the asset: reads: ['./query.sql'], or read it as new URL('./query.sql', import.meta.url)"

/** A name is looked for in the current folder, so only an address is known. */
function workerStart(node: ts.NewExpression, module: SourceModule, source: ModuleSource): Omit<HiddenRead, 'line'> | undefined {
  const called = builtinMember(node.expression, module, source)
  const [file] = node.arguments ?? []
  if (called?.module !== 'worker_threads' || called.member !== 'Worker' || !file || isKnownFile(file, module, source, 0)) return undefined
  return {
    kind: 'file',
    what: 'starts a worker of a file that is not known',
    fix: "name the file beside the module: new Worker(new URL('./worker.js', import.meta.url))",
  }
}

/** A function that reads files, or all of `node:fs`, where it is not called at once: what it will be called with is not known. */
function readerAsValue(node: ts.Identifier, module: SourceModule, source: ModuleSource): Omit<HiddenRead, 'line'> | undefined {
  const target = resolveAt(node, module, source)
  if (target?.kind !== 'builtin') return undefined
  if (target.specifier === 'child_process') return programStart(node, target.name)
  if (!isFileModule(target.specifier)) return undefined
  let { name } = target
  let top: ts.Node = node
  while (parts.has(name) || isTransparent(top.parent)) {
    const { parent } = top
    if (ts.isPropertyAccessExpression(parent)) name = parent.name.text
    else if (!isTransparent(parent)) break
    top = parent
  }
  if (!parts.has(name) && !readingNames.has(name)) return undefined
  const isCalled = ts.isCallExpression(top.parent) && top.parent.expression === top
  if (isCalled || ts.isTypeQueryNode(top.parent)) return undefined
  if (parts.has(name) && bindsOnly(top, bound => !parts.has(bound) && !readingNames.has(bound))) return undefined
  return asValue(parts.has(name) ? `node:${target.specifier}` : name)
}

/** Any use counts: where it is not called, it will be. */
function programStart(node: ts.Identifier, name: string): Omit<HiddenRead, 'line'> | undefined {
  const member = memberAfter(node)
  return startingNames.has(parts.has(name) && member ? member : name) || (parts.has(name) && !member) ? startsProgram : undefined
}

const startingNames = new Set(['exec', 'execSync', 'execFile', 'execFileSync', 'spawn', 'spawnSync', 'fork'])
const startsProgram: Omit<HiddenRead, 'line'> = {
  kind: 'file',
  what: 'depends on another program that it starts',
  fix: "name the files that decide its result on the asset: reads: ['./query.sql']",
}

/** `import('node:fs')` and `require('fs')`, whose functions are not followed. */
export function loadedFileReader(target: Target): Omit<HiddenRead, 'line'> | undefined {
  return target.kind === 'builtin' ? readerIn(target.specifier) : undefined
}

function readerIn(specifier: string): Omit<HiddenRead, 'line'> | undefined {
  if (specifier === 'child_process') return startsProgram
  return isFileModule(specifier) ? asValue(`node:${specifier}`) : undefined
}

/** `process.getBuiltinModule('fs')`. */
function builtinAtRunTime(node: ts.Identifier, module: SourceModule, source: ModuleSource): Omit<HiddenRead, 'line'> | undefined {
  const target = resolveAt(node, module, source)
  const isImported = target?.kind === 'builtin' && target.specifier === 'process'
  const isProcess = isImported ? parts.has(target.name) : node.text === 'process' && isGlobal(node, module, source)
  if (isProcess ? memberAfter(node) !== 'getBuiltinModule' : !(isImported && target.name === 'getBuiltinModule')) return undefined
  const call = isProcess ? node.parent.parent : node.parent
  const name = ts.isCallExpression(call) ? call.arguments[0] : undefined
  if (!name || !ts.isStringLiteralLike(name)) return asValue('process.getBuiltinModule')
  return readerIn(name.text.replace(/^node:/, ''))
}

function asValue(name: string): Omit<HiddenRead, 'line'> {
  return { kind: 'file', what: `uses ${name} as a value, so the files that it reads are not known`, fix: readsFix }
}

/** What holds functions that read. */
const parts: ReadonlySet<string> = new Set(['*', 'default', 'promises'])

function isFileModule(specifier: string): boolean {
  return specifier === 'fs' || specifier === 'fs/promises'
}

function environmentRead(node: ts.Identifier, module: SourceModule, source: ModuleSource): Omit<HiddenRead, 'line'> | undefined {
  const target = resolveAt(node, module, source)
  const isImported = target?.kind === 'builtin' && target.specifier === 'process'
  const isProcess = isImported ? target.name !== 'env' : node.text === 'process' && isGlobal(node, module, source)
  const isRoot = (node.text === 'globalThis' || node.text === 'global') && isGlobal(node, module, source)
  const member = memberAfter(node)
  if (isImported && target.name === 'env') return fromEnvironment(member)
  if (isProcess && (member === 'env' || member === '' || member === null)) {
    if (member !== null) return fromEnvironment(memberAfter(node.parent))
    return bindsOnly(node, name => name !== 'env') || ts.isTypeOfExpression(node.parent) ? undefined : fromEnvironment(null)
  }
  return isRoot && (member === 'process' || member === '') ? fromEnvironment(null) : undefined
}

function fromEnvironment(name: string | null): Omit<HiddenRead, 'line'> {
  return {
    kind: 'environment',
    what: `reads process.env${name ? `.${name}` : ''}`,
    fix: 'make it a field of the config of the asset, and give the value in defineConfig({ config })',
  }
}

/** `const { platform } = process`: every name that is taken out passes. */
function bindsOnly(node: ts.Node, passes: (name: string) => boolean): boolean {
  const { parent } = node
  if (!ts.isVariableDeclaration(parent) || !ts.isObjectBindingPattern(parent.name)) return false
  return parent.name.elements.every(element => {
    const name = element.dotDotDotToken ? undefined : nameText(element.propertyName ?? element.name)
    return name !== undefined && passes(name)
  })
}

/** What looks at files: their bytes, their names, their sizes and dates, whether they exist. */
const readingNames = new Set(
  [
    ...['readFile', 'open', 'readdir', 'opendir', 'glob', 'stat', 'lstat', 'statfs', 'access', 'exists', 'readlink', 'realpath'],
    ...['copyFile', 'cp'],
  ]
    .flatMap(name => [name, `${name}Sync`])
    .concat('createReadStream', 'openAsBlob', 'watch', 'watchFile', 'ReadStream'),
)

function isReading(called: BuiltinMember | undefined): boolean {
  return called !== undefined && isFileModule(called.module) && readingNames.has(called.member)
}

interface BuiltinMember {
  readonly module: string
  readonly member: string
}

/** The function of a part of Node that is called: `readFile`, `fs.readFile` and `fs.promises.readFile` alike. */
function builtinMember(callee: ts.Expression, module: SourceModule, source: ModuleSource): BuiltinMember | undefined {
  const expression = withoutTypes(callee)
  if (ts.isIdentifier(expression)) {
    const target = resolveAt(expression, module, source)
    return target?.kind === 'builtin' ? { module: target.specifier, member: target.name } : undefined
  }
  if (!ts.isPropertyAccessExpression(expression)) return undefined
  const object = builtinMember(expression.expression, module, source)
  return object && { module: object.module, member: expression.name.text }
}

const depthMax = 8

/** Whether a path is named beyond doubt where it is read, or by the constant that holds it. */
function isKnownFile(node: ts.Expression, module: SourceModule, source: ModuleSource, depth: number): boolean {
  const expression = bare(node)
  if (depth > depthMax) return false
  if (ts.isStringLiteralLike(expression)) return isAbsolute(expression.text) && !source.isFolder(expression.text, module.path)
  if (ts.isNewExpression(expression) || ts.isCallExpression(expression)) {
    if (literalFileOf(expression, module, source)) return true
    const [inner] = expression.arguments ?? []
    const target = namedBy(expression.expression, module, source)
    const keepsPath =
      target?.kind === 'builtin' ? target.name === 'fileURLToPath' : isNamed(expression.expression, 'String', module, source)
    return keepsPath && inner !== undefined && isKnownFile(inner, module, source, depth + 1)
  }
  if (ts.isPropertyAccessExpression(expression)) {
    return /^(?:href|pathname)$/.test(expression.name.text) && isKnownFile(expression.expression, module, source, depth + 1)
  }
  if (!ts.isIdentifier(expression)) return false
  const local = declarationOf(expression)
  if (local) return isConstant(local) && isNeverSet(local) && isKnownFile(local.initializer, module, source, depth + 1)
  const target = resolveName(module, expression.text, source)
  const unit = target?.kind === 'unit' ? target.unit : undefined
  if (unit === undefined || !isConstant(unit.node)) return false
  return isNeverSet(unit.node) && isKnownFile(unit.node.initializer, unit.module, source, depth + 1)
}

/** `url.pathname = ...` makes another file of a constant: whatever its properties are set to, it is not known. */
function isNeverSet({ name }: ts.VariableDeclaration): boolean {
  if (!ts.isIdentifier(name)) return false
  const scope = scopeOf(name, name.text) ?? name.getSourceFile()
  return usesOf(scope, name.text).every(use => chainOf(use) === use || !isChangedHere(chainOf(use)))
}

function isConstant(node: ts.Node): node is ts.VariableDeclaration & { readonly initializer: ts.Expression } {
  return (
    ts.isVariableDeclaration(node) &&
    ts.isIdentifier(node.name) &&
    node.initializer !== undefined &&
    (node.parent.flags & ts.NodeFlags.Const) !== 0
  )
}

function isImportMeta(node: ts.Expression, name: string): boolean {
  const expression = bare(node)
  return ts.isPropertyAccessExpression(expression) && ts.isMetaProperty(expression.expression) && expression.name.text === name
}

function isModuleFolder(node: ts.Expression, module: SourceModule, source: ModuleSource): boolean {
  return isImportMeta(node, 'dirname') || isNamed(bare(node), '__dirname', module, source)
}

function isNamed(node: ts.Node, name: string, module: SourceModule, source: ModuleSource): boolean {
  return (
    ts.isIdentifier(node) && node.text === name && (isGlobal(node, module, source) || resolveAt(node, module, source)?.kind === 'builtin')
  )
}

function isGlobal(node: ts.Identifier, module: SourceModule, source: ModuleSource): boolean {
  return declarationOf(node) === undefined && resolveAt(node, module, source) === undefined
}
