/** A documented example as a module that runs: the names it does not declare are imported, the results it shows are compared. */
import type { Syntax } from './syntax.ts'

export type Names = ReadonlyMap<string, 'value' | 'type'>

/** The names that modules lend, by specifier; the first module that has a name lends it. */
export type Lenders = ReadonlyMap<string, Names>

export interface ProgramOptions {
  readonly code: string
  readonly syntax: Syntax
  /** The line of the code in its page, so that errors name lines of the page. */
  readonly line: number
  readonly lenders: Lenders
  /** Where `shows` and `test` come from. */
  readonly runtime: string
}

export function programOf({ code, syntax, line, lenders, runtime }: ProgramOptions): string {
  const imports = [...importsOf(syntax, lenders), `import { shows, testsDone } from '${runtime}'`]
  const own = [...syntax.declared].filter(([name]) => !syntax.exported.has(name))
  const exports = `export { ${own.map(([name, kind]) => (kind === 'type' ? `type ${name}` : name)).join(', ')} }`
  // A test that stands in a page runs when the page does.
  const body = compared(code, syntax).replaceAll(/from '(vitest|varve\/ledger-suite)'/g, `from '${runtime}'`)
  return `${imports.join('; ')}${'\n'.repeat(Math.max(1, line - 1))}${body}\n${exports}\nawait testsDone()\n`
}

function importsOf({ declared, mentioned }: Syntax, lenders: Lenders): string[] {
  const wanted = [...mentioned].filter(name => !declared.has(name))
  const imports: string[] = []
  const found = new Set<string>()
  for (const [specifier, names] of lenders) {
    const lent = wanted.filter(name => names.has(name) && !found.has(name))
    for (const name of lent) found.add(name)
    if (lent.length === 0) continue
    imports.push(`import { ${lent.map(name => (names.get(name) === 'type' ? `type ${name}` : name)).join(', ')} } from '${specifier}'`)
  }
  return imports
}

function compared(code: string, { shown }: Syntax): string {
  let text = code
  for (const { start, end, literal } of [...shown].reverse()) {
    text = `${text.slice(0, start)}shows(${text.slice(start, end)}, ${literal.replaceAll('\n', ' ')})${text.slice(end)}`
  }
  return text
}
