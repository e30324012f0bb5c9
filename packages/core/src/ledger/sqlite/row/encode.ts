/** A materialization as a narrow row: columns for what is its own, numbers of texts for what many share, and the rest word for word. */
import { canonicalJson, whyNotCanonical } from '../../../foundation/canonical.ts'
import type { StoredForm } from '../../../io/decoder.ts'
import type { NewMaterialization } from '../../ledger.ts'
import type { NamedWindow } from '../../records.ts'
import { type Columns, fieldNames } from './columns.ts'
import { folderForm } from './folder-text.ts'
import { bytesOf, hashBytes, idBytes, isHex } from './hash-bytes.ts'
import { storedKey } from './stored-key.ts'
import { wire, wiringText } from './wiring.ts'

/** The number of a text that is kept once. */
export type Intern = (text: string) => number

export interface Encoded {
  readonly columns: Columns
  readonly asset: string
  readonly folder: string
  /** Names of assets and externals that its lineage reads. */
  readonly reads: readonly string[]
  /** Whether its one member is what `content` says. */
  readonly isPlain: boolean
  /** Hashes of its members. */
  readonly members: readonly string[]
}

/** What a record may hold beside what its type says: an older or newer Varve wrote it. */
type Recorded = { readonly [K in keyof NewMaterialization]?: unknown }

const known: ReadonlySet<string> = new Set(fieldNames)

/** @throws NOT_CANONICAL */
export function encode(recorded: NewMaterialization, intern: Intern): Encoded {
  if (whyNotCanonical(recorded)) canonicalJson(recorded)
  const more: Record<string, unknown> = Object.create(null) // a field may have any name
  const absent: string[] = []
  for (const name of Object.keys(recorded)) if (!known.has(name)) more[name] = recorded[name as keyof Recorded]
  for (const name of fieldNames) if (recorded[name as keyof Recorded] === undefined) absent.push(name)
  /** Keeps a field word for word unless it `fits` the columns. */
  const keep = (name: keyof Recorded, fits: boolean): boolean => {
    if (!fits && recorded[name] !== undefined) more[name] = recorded[name]
    return fits
  }

  const { asset, partition } = recorded
  const loose: Recorded = recorded
  const artifact = plainArtifact(loose.artifact)
  const windows = plainWindows(loose.windows)
  const wired = wire(loose.lineage, partition)
  const folder = typeof loose.folder === 'string' ? folderForm(loose.folder, partition) : undefined
  const verdict = verdictForm(loose.contract, artifact)
  keep('artifact', artifact !== undefined)
  keep('lineage', wired !== undefined)
  keep('folder', folder !== undefined)
  keep('contract', verdict !== undefined)
  keep('id', isHex(loose.id, idBytes))
  keep('version', isHex(loose.version, hashBytes))
  keep('createdAt', isInteger(loose.createdAt))
  for (const name of ['definitionHash', 'configHash'] as const) keep(name, typeof loose[name] === 'string')
  keep('codeVersion', loose.codeVersion === null || typeof loose.codeVersion === 'string')
  keep('complete', typeof loose.complete === 'boolean')
  keep('run', typeof loose.run === 'string')

  const basis = intern(basisText(loose, intern))
  const detail = intern(
    fieldsText([
      ['absent', absent.length > 0 ? absent.sort() : undefined],
      ['basis', basis],
      ['codeVersion', 'codeVersion' in more ? undefined : recorded.codeVersion],
      ['config', recorded.config === undefined ? undefined : intern(textOf(recorded.config))],
      ['folder', folder?.prefix],
      ['lineage', wired && rawText(wiringText(wired.wiring))],
      ['member', artifact?.members[0].name],
      ['order', folder?.order],
      ['verdict', verdict],
    ]),
  )
  const content = artifact?.sha256 ?? contentOf(loose.artifact)
  return {
    asset,
    folder: typeof loose.folder === 'string' ? loose.folder : '',
    reads: assetsRead(loose.lineage),
    isPlain: artifact !== undefined,
    members: artifact ? [artifact.sha256] : membersOf(loose.artifact),
    columns: {
      id: bytesOf(String(loose.id), idBytes),
      key: storedKey(partition),
      version: bytesOf(String(loose.version), hashBytes),
      content: bytesOf(content, hashBytes),
      basis,
      detail,
      origin: intern(originText(recorded, 'run' in more)),
      external: wired && wired.own.externals.length > 0 ? intern(JSON.stringify(wired.own.externals)) : null,
      as_of: wired?.own.asOf ?? null,
      bytes: artifact?.bytes ?? null,
      rows: artifact?.rows ?? null,
      created_at: 'createdAt' in more || !isInteger(loose.createdAt) ? 0 : loose.createdAt,
      window_start: windows.start,
      window_length: windows.length,
      windows: windows.text,
      reads: wired && wired.own.texts.length > 0 ? JSON.stringify(wired.own.texts) : null,
      more: Object.keys(more).length > 0 ? canonicalJson(more) : null,
    },
  }
}

interface PlainArtifact {
  readonly members: readonly [{ readonly name: string; readonly sha256: string; readonly bytes: number }]
  readonly sha256: string
  readonly bytes: number
  readonly rows: number | null
}

/** Of one member, whose hash and length are the artifact's. */
function plainArtifact(artifact: unknown): PlainArtifact | undefined {
  if (!hasFields(artifact, 4)) return undefined
  const { members, sha256, bytes, rows } = artifact
  if (!isHex(sha256, hashBytes) || !isInteger(bytes) || (rows !== null && !isInteger(rows))) return undefined
  if (!Array.isArray(members) || members.length !== 1 || !hasFields(members[0], 3)) return undefined
  const [member] = members
  const isSame = member.sha256 === sha256 && member.bytes === bytes && typeof member.name === 'string'
  return isSame ? (artifact as unknown as PlainArtifact) : undefined
}

/** `text` where one window, or none, is not what there is to say. */
function plainWindows(windows: unknown): { readonly start: number | null; readonly length: number | null; readonly text: string | null } {
  const none = { start: null, length: null, text: null }
  if (windows === undefined || windows === null || (Array.isArray(windows) && windows.length === 0)) return none
  const [first]: readonly unknown[] = Array.isArray(windows) ? windows : []
  if (!isWindow(first)) return { ...none, text: canonicalJson(windows) }
  const isPlain = Array.isArray(windows) && windows.length === 1 && hasFields(first, 3)
  return { start: first.start, length: first.end - first.start, text: isPlain ? null : canonicalJson(windows) }
}

function isWindow(one: unknown): one is NamedWindow {
  const { start, end, dimension } = (one ?? {}) as { [K in keyof NamedWindow]?: unknown }
  return isInteger(start) && isInteger(end) && isInteger(end - start) && typeof dimension === 'string'
}

/**
 * Which rows and subject a verdict names: those of the artifact, `rows subject`, or none. Undefined where there is more to say, as of
 * broken rules.
 */
function verdictForm(contract: unknown, artifact: PlainArtifact | undefined): string | undefined {
  if (contract === null) return 'none'
  if (!hasFields(contract, 2) || !hasFields(contract.verdict, 5)) return undefined
  const { ok, contract: hash, subject, rows, broken } = contract.verdict
  const isPlain =
    typeof hash === 'string' && hash === contract.hash && typeof ok === 'boolean' && Array.isArray(broken) && broken.length === 0
  const isBound = subject === null || (artifact !== undefined && subject === artifact.sha256)
  const isCounted = rows === null || (artifact !== undefined && rows === artifact.rows)
  if (!isPlain || !isBound || !isCounted) return undefined
  return [rows === null ? '' : 'rows', subject === null ? '' : 'subject'].filter(Boolean).join(' ')
}

/** Canonical JSON of what judging asks; `stored` is the number of its text. */
function basisText({ definitionHash, configHash, contract, stored, lineage, windows, complete }: Recorded, intern: Intern): string {
  const { hash, verdict } = (contract ?? {}) as { readonly hash?: unknown; readonly verdict?: { readonly ok?: unknown } }
  const inputs = new Set(Array.isArray(lineage) ? lineage.map(one => String(one?.input)) : [])
  return fieldsText([
    ['complete', complete !== false],
    ['configHash', String(configHash)],
    [
      'contract',
      typeof hash === 'string'
        ? rawText(
            fieldsText([
              ['hash', hash],
              ['ok', verdict?.ok === true],
            ]),
          )
        : null,
    ],
    ['definitionHash', String(definitionHash)],
    ['dimensions', Array.isArray(windows) ? windows.map(one => (typeof one?.dimension === 'string' ? one.dimension : '')) : null],
    ['inputs', [...inputs]],
    ['stored', stored === null || stored === undefined ? null : intern(textOf(stored as StoredForm))],
  ])
}

function originText({ provenance, run }: Recorded, isOdd: boolean): string {
  return fieldsText([
    ['provenance', provenance === undefined ? undefined : rawText(textOf(provenance as object))],
    ['run', isOdd || run === undefined ? undefined : (run as string)],
  ])
}

function assetsRead(lineage: unknown): readonly string[] {
  if (!Array.isArray(lineage)) return []
  return [...new Set(lineage.map(one => one?.asset).filter(asset => typeof asset === 'string'))]
}

function contentOf(artifact: unknown): string {
  return String((artifact as { readonly sha256?: unknown } | null)?.sha256)
}

function membersOf(artifact: unknown): readonly string[] {
  const { members } = (artifact ?? {}) as { readonly members?: unknown }
  return Array.isArray(members) ? [...new Set(members.map(member => String(member?.sha256)))] : []
}

function hasFields(value: unknown, count: number): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === count
}

/** One that its column gives back; JSON knows no negative zero. */
function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

/** Canonical JSON, found again for the very same value: one publication says the same settings and schema many times. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return canonicalJson(value)
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = canonicalJson(value)
  texts.set(value, text)
  return text
}

const texts = new WeakMap<object, string>()

/** A text that is canonical JSON already. */
interface RawText {
  readonly json: string
}

function rawText(json: string): RawText {
  return { json }
}

type Field = boolean | number | string | null | readonly (string | number)[] | RawText | undefined

/** Canonical JSON of an object, from fields in their order. */
function fieldsText(fields: readonly (readonly [name: string, value: Field])[]): string {
  const parts: string[] = []
  for (const [name, value] of fields) {
    if (value === undefined) continue
    const isRaw = typeof value === 'object' && value !== null && 'json' in value
    parts.push(`"${name}":${isRaw ? value.json : JSON.stringify(value)}`)
  }
  return `{${parts.join(',')}}`
}
