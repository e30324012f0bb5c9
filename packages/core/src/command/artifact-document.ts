/** An artifact as documents show it. */
import type { Artifact, Member } from '../io/artifact.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import { maskUrls } from '../secret/masker.ts'

export interface ArtifactDocument {
  readonly uri: string
  readonly sha256: string
  readonly bytes: number
  readonly rows: number | null
  readonly members: readonly Member[]
}

export function artifactDocument({ members, sha256, bytes, rows }: Artifact, store: ArtifactStore): ArtifactDocument {
  return { uri: maskUrls(store.objects.locate(members[0])), sha256, bytes, rows, members }
}
