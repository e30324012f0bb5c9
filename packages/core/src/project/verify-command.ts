/** Re-hashes every published object and every file of the tree, and names what is wrong. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { selectAssets } from '../graph/select.ts'
import type { Materialization } from '../ledger/records.ts'
import { inProject } from './command.ts'
import type { OpenOptions, Project } from './open-project.ts'
import { referenceText } from './reference.ts'
import { type SelectionRequest, selections } from './selection.ts'

export interface VerifyDocument {
  /** Objects that were re-hashed. */
  readonly checked: number
  readonly ok: boolean
  readonly corrupted: readonly VerifyFinding[]
  readonly missing: readonly VerifyFinding[]
  /** Objects that no materialization names, and staged leftovers: harmless, and counted as right. */
  readonly unreferenced: readonly string[]
  /** Tree files that do not show what their pointer names. */
  readonly tree: { readonly wrong: readonly string[]; readonly repaired: number }
}

export interface VerifyFinding {
  readonly sha256: string
  readonly path: string
  readonly partitions: readonly string[]
}

export type VerifyRequest = OpenOptions & Pick<SelectionRequest, 'select'>

/** @throws UNKNOWN_ASSET */
export async function verify(config: ProjectConfig, request: VerifyRequest = {}): Promise<VerifyDocument> {
  return inProject(config, request, true, async project => {
    const isSelected = selectedAssets(project, request)
    const made = await project.ledger.read(snapshot => [...snapshot.all()])
    const { corrupted, missing, checked } = await verifyObjects(
      project,
      made.filter(({ asset }) => isSelected(asset)),
    )
    const wrong = await wrongInTree(project, isSelected)
    const unreferenced = await unreferencedFiles(project, made)
    const ok = corrupted.length === 0 && missing.length === 0 && wrong.length === 0
    return { checked, ok, corrupted, missing, unreferenced, tree: { wrong, repaired: 0 } }
  })
}

/** Without a selection everything is verified, also what the catalog no longer names. */
function selectedAssets({ config }: Project, request: VerifyRequest): (asset: string) => boolean {
  if (request.select === undefined || request.select.length === 0) return () => true
  const names = new Set(selectAssets(config.catalog.graph, selections(request)).names)
  return asset => names.has(asset)
}

async function verifyObjects(
  { store }: Project,
  made: readonly Materialization[],
): Promise<Pick<VerifyDocument, 'corrupted' | 'missing' | 'checked'>> {
  const members = new Map(
    made.flatMap(one => one.artifact.members.map(member => [member.sha256, { member, readers: [] as string[] }] as const)),
  )
  for (const { artifact, asset, partition } of made) {
    for (const member of artifact.members) members.get(member.sha256)!.readers.push(referenceText(asset, partition))
  }
  const corrupted: VerifyFinding[] = []
  const missing: VerifyFinding[] = []
  for (const [sha256, { member, readers }] of members) {
    const state = await store.hashObject(member)
    if (state === 'ok') continue
    const finding = { sha256, path: store.locateObject(member), partitions: [...new Set(readers)] }
    ;(state === 'missing' ? missing : corrupted).push(finding)
  }
  return { corrupted, missing, checked: members.size }
}

async function wrongInTree({ ledger, store }: Project, isSelected: (asset: string) => boolean): Promise<readonly string[]> {
  if (store.tree === 'none') return []
  const entries = await ledger.read(snapshot =>
    [...snapshot.pointers(null)]
      .filter(({ asset }) => isSelected(asset))
      .map(({ environment, materialization }) => ({
        environment,
        made: snapshot.materialization(materialization)!,
      })),
  )
  const wrong: string[] = []
  for (const { environment, made } of entries) {
    for (const { name, sha256 } of made.artifact.members) {
      const path = `${environment}/${made.folder}/${name}`
      if ((await store.hashTree(path)) !== sha256) wrong.push(store.locateTree(path))
    }
  }
  return wrong
}

async function unreferencedFiles({ store }: Project, made: readonly Materialization[]): Promise<readonly string[]> {
  const referenced = new Set(made.flatMap(one => one.artifact.members.map(member => member.sha256)))
  const found: string[] = []
  for await (const { sha256, path } of store.objects()) if (!referenced.has(sha256)) found.push(path)
  for await (const { path } of store.staged()) found.push(path)
  return found
}
