/** The canonical JSON that a materialization was recorded as, from its narrow row. */
import { canonicalJson } from '../../../foundation/canonical.ts'
import { type BasisText, type Columns, type Detail, fieldNames } from './columns.ts'
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
  if (row.more !== null || detail.absent !== undefined) return decodeOdd(asset, row, texts, detail)
  const said = fieldsOf(asset, row, texts, detail)
  let text = ''
  for (const name of fieldNames) text += `${text === '' ? '{' : ','}"${name}":${said[name]()}`
  return `${text}}`
}

/** Where fields are missing, or others are there. */
function decodeOdd(asset: string, row: Columns, texts: ReadTexts, detail: Detail): string {
  const more: Readonly<Record<string, unknown>> = row.more === null ? {} : JSON.parse(row.more)
  const said = fieldsOf(asset, row, texts, detail)
  const fields = fieldNames
    .filter(name => !detail.absent?.includes(name) && !Object.hasOwn(more, name))
    .map((name): readonly [string, string] => [name, said[name]()])
  const others = Object.keys(more).map((name): readonly [string, string] => [name, canonicalJson(more[name])])
  const all = [...fields, ...others].sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${all.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`
}

type FieldName = (typeof fieldNames)[number]

function fieldsOf(asset: string, row: Columns, texts: ReadTexts, detail: Detail): Readonly<Record<FieldName, () => string>> {
  const basis = texts.value(detail.basis) as BasisText
  const key = keyOfStored(row.key)
  return {
    artifact: () => artifactText(row, detail.member!),
    asset: () => JSON.stringify(asset),
    codeVersion: () => JSON.stringify(detail.codeVersion),
    complete: () => String(basis.complete),
    config: () => texts.text(detail.config!),
    configHash: () => JSON.stringify(basis.configHash),
    contract: () => contractText(row, basis, detail.verdict!),
    createdAt: () => String(row.created_at),
    definitionHash: () => JSON.stringify(basis.definitionHash),
    folder: () => JSON.stringify(folderOf(detail, key)),
    id: () => `"${hexOf(row.id)}"`,
    lineage: () => lineageText(detail.lineage as readonly WiredInput[], key, ownReads(row, texts)),
    partition: () => JSON.stringify(key),
    provenance: () => originField(texts.value(row.origin), 'provenance'),
    run: () => originField(texts.value(row.origin), 'run'),
    stored: () => (basis.stored === null ? 'null' : texts.text(basis.stored)),
    version: () => `"${hexOf(row.version)}"`,
    windows: () => row.windows ?? windowsText(row, basis.dimensions),
  }
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
