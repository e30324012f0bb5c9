/** The canonical JSON that a materialization was recorded as, from its narrow row. */
import { canonicalJson } from '../../../foundation/canonical.ts'
import type { BasisText, Columns, Detail } from './columns.ts'
import { folderText } from './folder-text.ts'
import { hexOf } from './hash-bytes.ts'
import { keyOfStored } from './stored-key.ts'
import { lineageText, type WiredInput } from './wiring.ts'

/** Texts by their numbers; one is asked for again and again. */
export interface ReadTexts {
  text(number: number): string
  /** The same, parsed. */
  value(number: number): unknown
}

/** Byte for byte what was encoded. */
export function decode(asset: string, row: Columns, texts: ReadTexts): string {
  const detail = texts.value(row.detail) as Detail
  const basis = texts.value(detail.basis) as BasisText
  const more = row.more === null ? {} : (JSON.parse(row.more) as Readonly<Record<string, unknown>>)
  const absent = new Set(detail.absent)
  const fields = new Map<string, string>()
  const add = (name: string, say: () => string): void => {
    if (!absent.has(name) && !Object.hasOwn(more, name)) fields.set(name, say())
  }
  const key = keyOfStored(row.key)
  add('artifact', () => artifactText(row, detail.member!))
  add('asset', () => JSON.stringify(asset))
  add('codeVersion', () => JSON.stringify(detail.codeVersion))
  add('complete', () => String(basis.complete))
  add('config', () => texts.text(detail.config!))
  add('configHash', () => JSON.stringify(basis.configHash))
  add('contract', () => contractText(row, basis, detail.verdict!))
  add('createdAt', () => String(row.created_at))
  add('definitionHash', () => JSON.stringify(basis.definitionHash))
  add('folder', () => JSON.stringify(folderOf(detail, key)))
  add('id', () => `"${hexOf(row.id)}"`)
  add('lineage', () => lineageText(detail.lineage as readonly WiredInput[], key, ownReads(row, texts)))
  add('partition', () => JSON.stringify(key))
  add('provenance', () => originField(texts.value(row.origin), 'provenance'))
  add('run', () => originField(texts.value(row.origin), 'run'))
  add('stored', () => (basis.stored === null ? 'null' : texts.text(basis.stored)))
  add('version', () => `"${hexOf(row.version)}"`)
  add('windows', () => row.windows ?? windowsText(row, basis.dimensions))
  for (const name of Object.keys(more)) fields.set(name, canonicalJson(more[name]))
  const ordered = row.more === null ? [...fields] : [...fields].sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${ordered.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`
}

/** The folder that shows it, below the environment. */
export function folderOfRow(row: Pick<Columns, 'detail' | 'key' | 'more'>, texts: ReadTexts): string {
  const { folder }: { readonly folder?: unknown } = row.more === null ? {} : JSON.parse(row.more)
  if (folder !== undefined) return String(folder)
  const detail = texts.value(row.detail) as Detail
  return detail.folder === undefined ? '' : folderOf(detail, keyOfStored(row.key))
}

function folderOf({ folder, order }: Detail, key: string): string {
  return folderText({ prefix: folder!, order: order! }, key)
}

function artifactText({ content, bytes, rows }: Columns, member: string): string {
  const sha256 = `"${hexOf(content)}"`
  return `{"bytes":${bytes},"members":[{"bytes":${bytes},"name":${JSON.stringify(member)},"sha256":${sha256}}],"rows":${rows},"sha256":${sha256}}`
}

function contractText({ content, rows }: Columns, { contract }: BasisText, form: string): string {
  if (form === 'none') return 'null'
  const hash = JSON.stringify(contract!.hash)
  const [counted, bound] = [form.includes('rows') ? rows : null, form.includes('subject') ? `"${hexOf(content)}"` : 'null']
  return `{"hash":${hash},"verdict":{"broken":[],"contract":${hash},"ok":${contract!.ok},"rows":${counted},"subject":${bound}}}`
}

function windowsText({ window_start: start, window_length: length }: Columns, dimensions: readonly string[] | null): string {
  if (dimensions === null) return 'null'
  if (start === null) return '[]'
  return `[{"dimension":${JSON.stringify(dimensions[0])},"end":${start + length!},"start":${start}}]`
}

function ownReads({ as_of: asOf, external, reads }: Columns, texts: ReadTexts) {
  return {
    asOf,
    externals: external === null ? [] : (texts.value(external) as readonly string[]),
    texts: reads === null ? [] : (JSON.parse(reads) as readonly string[]),
  }
}

const originTexts = new WeakMap<object, Map<string, string>>()

/** The parsed origin is the same object each time. */
function originField(origin: unknown, name: 'provenance' | 'run'): string {
  const known = originTexts.get(origin as object) ?? new Map<string, string>()
  originTexts.set(origin as object, known)
  const found = known.get(name)
  if (found !== undefined) return found
  const text = canonicalJson((origin as Readonly<Record<string, unknown>>)[name])
  known.set(name, text)
  return text
}
