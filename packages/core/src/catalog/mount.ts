/** Gives assets and externals their names: the keys under which they are mounted, joined by dots. */
import { type AnyAsset, isAsset } from '../asset/any-asset.ts'
import { type External, isExternal } from '../asset/external.ts'
import { type DefinitionFinding, finding } from './definition-finding.ts'

export type Definition = AnyAsset | External

export interface Mounted {
  /** In the order of the entries. */
  readonly names: ReadonlyMap<string, Definition>
  readonly findings: readonly DefinitionFinding[]
}

/** Walks plain objects and module namespaces; exports that are neither assets nor externals are ignored. */
export function mount(entries: object): Mounted {
  const found = [...definitionsIn(entries, '', [entries])]
  const names = new Map<string, Definition>()
  const nameOf = new Map<Definition, string>()
  const findings: DefinitionFinding[] = []
  for (const { name, definition } of found) {
    findings.push(...badName(name))
    const earlier = nameOf.get(definition)
    if (names.has(name)) findings.push(sameName(name))
    else if (earlier !== undefined) findings.push(twice(earlier, name))
    else names.set(name, definition)
    if (earlier === undefined) nameOf.set(definition, name)
  }
  return { names, findings: [...findings, ...differOnlyInCase([...names.keys()])] }
}

function* definitionsIn(entries: object, prefix: string, above: readonly object[]): Generator<{ name: string; definition: Definition }> {
  for (const [key, value] of Object.entries(entries) as [string, unknown][]) {
    if (isAsset(value) || isExternal(value)) yield { name: prefix + key, definition: value }
    // A module may export itself, and a plain object may hold itself.
    else if (isFolder(value) && !above.includes(value)) yield* definitionsIn(value, `${prefix}${key}.`, [...above, value])
  }
}

/** An object with a `kind` in words is a value of its own (an input, a partition set, a contract), not a folder of assets. */
function isFolder(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (typeof (value as { readonly kind?: unknown }).kind === 'string') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function badName(name: string): readonly DefinitionFinding[] {
  const bad = name.split('.').find(segment => !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(segment) || segment === '__proto__')
  if (bad === undefined) return []
  const message = `'${name}' is not a name for an asset`
  const why = `'${bad}' holds something other than letters, digits, _ and -, or begins with a digit or -`
  return [finding('BAD_CATALOG', { asset: name, message, why, fix: 'mount it under another key' })]
}

function sameName(name: string): DefinitionFinding {
  const message = `two assets are mounted as '${name}'`
  return finding('BAD_CATALOG', { asset: name, message, fix: 'mount one of them under another key' })
}

function twice(earlier: string, name: string): DefinitionFinding {
  return finding('BAD_CATALOG', {
    asset: name,
    message: `one asset is mounted as '${earlier}' and as '${name}'`,
    why: 'its data would have two names',
    fix: 'mount it once, or make two assets with a factory',
  })
}

function differOnlyInCase(names: readonly string[]): readonly DefinitionFinding[] {
  const spellings = new Map<string, string>()
  return names.flatMap(name => {
    const earlier = spellings.get(name.toLowerCase())
    if (earlier !== undefined) {
      const message = `'${earlier}' and '${name}' differ only in case`
      const why = 'they would share a folder on disks that ignore case'
      return [finding('BAD_CATALOG', { asset: name, message, why, fix: 'rename one of them' })]
    }
    spellings.set(name.toLowerCase(), name)
    return []
  })
}
