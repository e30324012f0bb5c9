/** The code of every definition of a project; in memory it is a constant, so tests load no compiler. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { AnyContract } from '../contract/data-contract.ts'
import { VarveError } from '../foundation/errors.ts'
import { hashParts } from '../foundation/hash.ts'
import type { Random } from '../foundation/random.ts'
import { isBuiltIn } from '../io/built-in.ts'
import type { AnalysedPart, AssetCode, ExternalCode, ProjectCode } from '../source/code-version.ts'
import { type CreationFrame, type FolderOwners, parseCreationFrames } from '../source/creation-frames.ts'
import { type ReadFile, readFiles } from '../source/read-files.ts'
import { type CodeVersionRequest, sourceAnalyser } from '../source/source-analyser.ts'

export interface AnalysedSource {
  readonly parts: readonly AnalysedPart[]
  /** By asset: the content of what it declares under `reads`. */
  readonly reads: ReadonlyMap<string, readonly ReadFile[]>
}

/** With the findings of each part, for `check`. */
export async function analysedSource(config: ProjectConfig, base: string): Promise<AnalysedSource> {
  const analyser = sourceAnalyser({
    projectFolder: config.folder,
    cacheFolder: join(base, '.varve', 'cache'),
    entry: fileURLToPath(config.entry),
  })
  const framesOf = framesReader()
  const wanted = wantedParts(config, framesOf)
  const versions = await analyser.codeVersions(wanted.map(({ request }) => request))
  const reads = [...config.catalog.assets]
    .filter(([, asset]) => asset.reads.length > 0)
    .map(([name, asset]) => [name, readFiles(asset.reads, framesOf(asset.creation))] as const)
  return {
    parts: wanted.map(({ name, part, request }) => ({ name, part, version: versions.get(request.id)! })),
    reads: new Map(reads.filter(([, files]) => files.length > 0)),
  }
}

/**
 * @param random makes the version of unknown code: it equals nothing, so what depends on it is never taken for fresh.
 * @throws READS_MISSING
 */
export async function projectCode(config: ProjectConfig, base: string, random: Random): Promise<ProjectCode> {
  const { parts, reads } = await analysedSource(config, base)
  refuseUnread(reads)
  const hashes = new Map(parts.map(({ name, part, version }) => [`${part} ${name}`, version.hash]))
  const own = (part: AnalysedPart['part'], name: string): string | null => {
    const hash = hashes.get(`${part} ${name}`)
    return hash === null ? `unknown ${random.hex(16)}` : (hash ?? null)
  }
  const assets = [...config.catalog.assets.keys()].map((name): [string, AssetCode] => [
    name,
    {
      code: withReads(hashes.get(`asset ${name}`) ?? null, reads.get(name)),
      contractCode: own('contract', name),
      formatCode: own('format', name),
    },
  ])
  const externals = [...config.catalog.externals.keys()].map((name): [string, ExternalCode] => [
    name,
    { code: own('external', name), contractCode: own('contract', name) },
  ])
  return { assets: new Map(assets), externals: new Map(externals) }
}

function withReads(code: string | null, files: readonly ReadFile[] | undefined): string | null {
  return code === null || !files ? code : hashParts('code-reads', [code, ...files.map(({ sha256 }) => sha256 ?? 'missing')])
}

function refuseUnread(reads: AnalysedSource['reads']): void {
  for (const [asset, files] of reads) {
    const unread = files.find(({ problem }) => problem !== null)
    if (!unread) continue
    const { name, path, problem } = unread
    throw new VarveError('READS_MISSING', {
      what: `${asset} reads '${name}', which cannot be read`,
      where: path,
      why: problem ?? undefined,
      fix: 'put the file there, or correct `reads`: a name is relative to the module that calls asset()',
      details: { asset, file: name },
    })
  }
}

/** The code version of a project that lives and dies with this process. */
export function codeInMemory({ catalog }: ProjectConfig): ProjectCode {
  const asset = { code: 'in memory', contractCode: null, formatCode: null }
  const external = { code: null, contractCode: null }
  return {
    assets: new Map([...catalog.assets.keys()].map(name => [name, asset])),
    externals: new Map([...catalog.externals.keys()].map(name => [name, external])),
  }
}

interface WantedPart {
  readonly name: string
  readonly part: AnalysedPart['part']
  readonly request: CodeVersionRequest
}

type FramesOf = (creation: string) => readonly CreationFrame[]

function framesReader(): FramesOf {
  const owners: FolderOwners = new Map()
  // Assets that are made in a loop have one stack.
  const known = new Map<string, readonly CreationFrame[]>()
  return creation => {
    const frames = known.get(creation) ?? parseCreationFrames(creation, owners)
    known.set(creation, frames)
    return frames
  }
}

function wantedParts({ catalog, io }: ProjectConfig, framesOf: FramesOf): readonly WantedPart[] {
  const parts: WantedPart[] = []
  const add = (part: AnalysedPart['part'], name: string, creation: string, within?: CodeVersionRequest['within']): void => {
    parts.push({ name, part, request: { id: `${part} ${name}`, frames: framesOf(creation), within } })
  }
  const addContract = (name: string, contract: AnyContract | undefined): void => {
    if (typeof contract?.creation === 'string') add('contract', name, contract.creation, { kind: 'call' })
  }
  for (const [name, { creation, contract, format }] of catalog.assets) {
    add('asset', name, creation)
    addContract(name, contract)
    if (format && !isBuiltIn(format)) add('format', name, creation, { kind: 'properties', names: ['format'] })
    else if (!format && io.codeIn.length > 0) add('format', name, io.creation, { kind: 'properties', names: io.codeIn })
  }
  for (const [name, { creation, codeIn, contract }] of catalog.externals) {
    addContract(name, contract)
    if (codeIn.length > 0) add('external', name, creation, { kind: 'properties', names: codeIn })
  }
  return parts
}
