/** One parsed file: its top-level units, what it imports and what it exports. Syntax only, no types. */
import { ts } from 'ts-morph'
import { assignedNames, boundNames } from './scope.ts'
import { hasModifier, isOnlyTypes, unitValue } from './syntax-form.ts'

/** A top-level declarator, declaration or statement: the smallest thing that reach takes or leaves. */
export interface SourceUnit {
  readonly module: SourceModule
  readonly node: ts.Node
  readonly names: readonly string[]
  /** A statement that declares nothing and runs when the file is loaded. */
  readonly isEffect: boolean
}

/** One that is listed in its file. */
export interface ListedUnit extends SourceUnit {
  readonly index: number
  readonly form: UnitForm
}

/** What a unit is, without reading its code. */
export type UnitForm = 'function' | 'class' | 'class as value' | 'function as value' | 'value'

/** `name` is the name in the other module; `*` is the whole of it. */
export interface ImportedName {
  readonly specifier: string
  readonly name: string
}

/** What other files see of a file: plain data, so it can be kept without the code. */
export interface ModuleShape {
  readonly units: readonly { readonly names: readonly string[]; readonly form: UnitForm; readonly isEffect: boolean }[]
  /** By name, the place in `units`. */
  readonly byName: readonly (readonly [string, number])[]
  readonly imports: readonly (readonly [string, ImportedName])[]
  readonly exports: readonly (readonly [string, { readonly local: string } | ImportedName])[]
  /** Modules of `export * from`. */
  readonly stars: readonly string[]
  /** Modules imported for their effects alone. */
  readonly bareImports: readonly string[]
  /** All modules that this one names: loaded before it, or as it runs. */
  readonly loads: readonly string[]
  /** It names some of what it loads only as it runs. */
  readonly loadsByComputedName: boolean
  /** Top-level names that are given another value, or declared again, somewhere in the file. */
  readonly reassigned: readonly string[]
}

export interface ParsedModule {
  readonly shape: ModuleShape
  readonly syntax: ts.SourceFile
  /** Of the units, in their order. */
  readonly nodes: readonly ts.Node[]
}

export interface SourceModule extends Pick<ModuleShape, 'stars' | 'bareImports' | 'loads' | 'loadsByComputedName'> {
  readonly path: string
  readonly shape: ModuleShape
  readonly syntax: ts.SourceFile
  readonly units: readonly ListedUnit[]
  readonly byName: ReadonlyMap<string, ListedUnit>
  readonly imports: ReadonlyMap<string, ImportedName>
  readonly exports: ReadonlyMap<string, { readonly local: string } | ImportedName>
  readonly reassigned: ReadonlySet<string>
}

/** @param open gives the parsed file; asked only where the code itself is looked at. */
export function sourceModule(path: string, shape: ModuleShape, open: () => ParsedModule): SourceModule {
  const units: ListedUnit[] = []
  const module: SourceModule = {
    path,
    shape,
    get syntax() {
      return open().syntax
    },
    units,
    byName: new Map(),
    imports: new Map(shape.imports),
    exports: new Map(shape.exports),
    stars: shape.stars,
    bareImports: shape.bareImports,
    loads: shape.loads,
    loadsByComputedName: shape.loadsByComputedName,
    reassigned: new Set(shape.reassigned),
  }
  for (const [index, { names, form, isEffect }] of shape.units.entries()) {
    units.push({
      module,
      index,
      get node() {
        return open().nodes[index]!
      },
      names,
      form,
      isEffect,
    })
  }
  return Object.assign(module, { byName: new Map(shape.byName.map(([name, index]) => [name, units[index]!])) })
}

export function parseModule(path: string, text: string): ParsedModule {
  const syntax = ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.ESNext }, true)
  const module: Filling = {
    nodes: [],
    units: [],
    byName: new Map(),
    imports: new Map(),
    exports: new Map(),
    stars: [],
    bareImports: [],
    loads: [],
    loadsByComputedName: /\bcreateRequire\b/.test(text),
    reassigned: new Set(),
  }
  for (const statement of syntax.statements) addStatement(module, statement)
  if (mayLoadLater.test(text)) addLoadsWithin(module, syntax)
  const changeable = module.units.filter((_, index) => isChangeable(module.nodes[index]!)).flatMap(unit => unit.names)
  if (changeable.length > 0) {
    const assigned = assignedNames(syntax)
    for (const name of changeable) if (assigned.has(name)) module.reassigned.add(name)
  }
  const { nodes, byName, imports, exports, reassigned, ...rest } = module
  const shape = { ...rest, byName: [...byName], imports: [...imports], exports: [...exports], reassigned: [...reassigned] }
  return { shape, syntax, nodes }
}

/** A module while it is filled. */
interface Filling {
  readonly nodes: ts.Node[]
  readonly units: ModuleShape['units'][number][]
  readonly byName: Map<string, number>
  readonly imports: Map<string, ImportedName>
  readonly exports: Map<string, { readonly local: string } | ImportedName>
  readonly stars: string[]
  readonly bareImports: string[]
  readonly loads: string[]
  loadsByComputedName: boolean
  readonly reassigned: Set<string>
}

function addStatement(module: Filling, statement: ts.Statement): void {
  if (isOnlyTypes(statement)) return
  if (ts.isImportDeclaration(statement)) addImport(module, statement)
  else if (ts.isExportDeclaration(statement)) addExport(module, statement)
  else if (ts.isImportEqualsDeclaration(statement)) addImportEquals(module, statement)
  else if (ts.isVariableStatement(statement)) {
    const isExported = hasModifier(statement, ts.SyntaxKind.ExportKeyword)
    for (const declaration of statement.declarationList.declarations) addUnit(module, declaration, boundNames(declaration.name), isExported)
  } else if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression)) {
    module.exports.set('default', { local: statement.expression.text })
  } else if (ts.isExportAssignment(statement)) {
    module.byName.set('default', addUnit(module, statement, [], false))
    module.exports.set('default', { local: 'default' })
  } else if (isNamedDeclaration(statement)) addNamed(module, statement)
  else if (!ts.isEmptyStatement(statement)) {
    module.nodes.push(statement)
    module.units.push({ names: [], form: formOf(statement), isEffect: true })
  }
}

const mayLoadLater = /\b(?:import|require)\s*\(|\bimport\.meta\.url\b/

/** `import('./x.ts')`, `require('./x.cjs')`, and `new URL('./worker.ts', import.meta.url)`. */
function addLoadsWithin(module: Filling, node: ts.Node): void {
  const [argument] = ts.isCallExpression(node) || ts.isNewExpression(node) ? (node.arguments ?? []) : []
  const name = argument && literalText(argument)
  if (argument && ts.isCallExpression(node)) {
    const { expression } = node
    const isLoad = expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require')
    if (isLoad && name !== undefined) module.loads.push(name)
    else if (isLoad) module.loadsByComputedName = true
  }
  if (name !== undefined && ts.isNewExpression(node) && /^\.{1,2}\/.*\.[cm]?[jt]sx?$/.test(name)) module.loads.push(name)
  ts.forEachChild(node, child => addLoadsWithin(module, child))
}

/** @returns its place. */
function addUnit(module: Filling, node: ts.Node, names: readonly string[], isExported: boolean): number {
  const index = module.nodes.push(node) - 1
  module.units.push({ names, form: formOf(node), isEffect: false })
  for (const name of names) {
    if (module.byName.has(name)) module.reassigned.add(name)
    module.byName.set(name, index)
    if (isExported) module.exports.set(name, { local: name })
  }
  return index
}

function formOf(node: ts.Node): UnitForm {
  if (ts.isFunctionDeclaration(node)) return 'function'
  if (ts.isClassDeclaration(node)) return 'class'
  const value = unitValue(node)
  if (value && ts.isClassExpression(value)) return 'class as value'
  if (value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) return 'function as value'
  return 'value'
}

function addNamed(module: Filling, declaration: NamedDeclaration): void {
  const isExported = hasModifier(declaration, ts.SyntaxKind.ExportKeyword)
  const isDefault = hasModifier(declaration, ts.SyntaxKind.DefaultKeyword)
  const name = declaration.name?.text ?? 'default'
  addUnit(module, declaration, [name], isExported && !isDefault)
  if (isDefault) module.exports.set('default', { local: name })
}

function addImport(module: Filling, statement: ts.ImportDeclaration): void {
  const specifier = literalText(statement.moduleSpecifier)
  const clause = statement.importClause
  if (specifier === undefined || clause?.isTypeOnly) return
  module.loads.push(specifier)
  if (!clause) {
    module.bareImports.push(specifier)
    return
  }
  if (clause.name) module.imports.set(clause.name.text, { specifier, name: 'default' })
  const bindings = clause.namedBindings
  if (bindings && ts.isNamespaceImport(bindings)) module.imports.set(bindings.name.text, { specifier, name: '*' })
  else
    for (const element of bindings?.elements ?? []) {
      if (!element.isTypeOnly) module.imports.set(element.name.text, { specifier, name: (element.propertyName ?? element.name).text })
    }
}

function addImportEquals(module: Filling, statement: ts.ImportEqualsDeclaration): void {
  if (!ts.isExternalModuleReference(statement.moduleReference)) {
    addUnit(module, statement, [statement.name.text], hasModifier(statement, ts.SyntaxKind.ExportKeyword))
    return
  }
  const specifier = literalText(statement.moduleReference.expression)
  if (specifier === undefined || statement.isTypeOnly) return
  module.loads.push(specifier)
  module.imports.set(statement.name.text, { specifier, name: '*' })
  if (hasModifier(statement, ts.SyntaxKind.ExportKeyword)) module.exports.set(statement.name.text, { specifier, name: '*' })
}

function addExport(module: Filling, statement: ts.ExportDeclaration): void {
  if (statement.isTypeOnly) return
  const specifier = statement.moduleSpecifier && literalText(statement.moduleSpecifier)
  const clause = statement.exportClause
  if (specifier !== undefined) module.loads.push(specifier)
  if (!clause) {
    if (specifier !== undefined) module.stars.push(specifier)
  } else if (ts.isNamespaceExport(clause)) {
    if (specifier !== undefined) module.exports.set(clause.name.text, { specifier, name: '*' })
  } else {
    for (const element of clause.elements) {
      if (element.isTypeOnly) continue
      const name = (element.propertyName ?? element.name).text
      module.exports.set(element.name.text, specifier === undefined ? { local: name } : { specifier, name })
    }
  }
}

type NamedDeclaration = ts.FunctionDeclaration | ts.ClassDeclaration | ts.EnumDeclaration | ts.ModuleDeclaration

function isNamedDeclaration(node: ts.Node): node is NamedDeclaration {
  return ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)
}

function isChangeable(node: ts.Node): boolean {
  return ts.isVariableDeclaration(node) && (node.parent.flags & ts.NodeFlags.Const) === 0
}

function literalText(node: ts.Node): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined
}
