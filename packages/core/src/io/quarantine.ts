/** The port of the quarantine: rows that a gate rejected, kept by content. */
import type { StoredFile } from './storage.ts'

export interface Quarantine {
  /** Row 5. @returns where they lie. */
  keep(holder: string, asset: string, partitionPath: string, bytes: Uint8Array): Promise<{ readonly uri: string; readonly sha256: string }>
  /** What was rejected in these folders. */
  filesOf(folders: readonly QuarantineFolder[]): Promise<readonly StoredFile[]>
}

/** What was rejected of one partition; its path is empty for an asset without partitions. */
export interface QuarantineFolder {
  readonly asset: string
  readonly partitionPath: string
  /** Hashes of files that are kept. */
  readonly except: ReadonlySet<string>
}
