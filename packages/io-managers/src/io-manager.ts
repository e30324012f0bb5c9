/** An IO manager: one storage composed with one format, doing the acts whose order core decides. */
import {
  type ArtifactStore,
  creationStack,
  type Format,
  type IoManager,
  isBuiltIn,
  requireFormat,
  type StorageDefinition,
  type TreeMode,
  VarveError,
} from '@varve/core'
import { openArtifactStore } from './artifact-store.ts'
import { requireStorage } from './require-storage.ts'

export interface IoManagerOptions {
  readonly storage: StorageDefinition
  /** The format of assets that name none. */
  readonly format: Format
  /** How the tree shows objects: hard links (default), whole copies, or no tree at all. */
  readonly tree?: TreeMode
}

/**
 * Composes where bytes lie with how values become bytes. Nothing is touched until a run opens it.
 *
 * @throws BAD_CONFIG
 * @example
 * export default defineConfig({
 *   entry: import.meta.url,
 *   catalog: catalog({ flights }),
 *   io: ioManager({ storage: file('./data'), format: parquet() }),
 * })
 */
export function ioManager({ storage, format, tree = 'link' }: IoManagerOptions): IoManager {
  requireFormat(format, 'ioManager()', 'BAD_CONFIG')
  if (typeof storage?.open !== 'function') {
    throw new VarveError('BAD_CONFIG', {
      what: 'ioManager() was given a wrong storage: it has no open',
      fix: "give file('./data'), or a storage of your own: { kind, open: base => storage }",
    })
  }
  const codeIn = Object.entries({ storage, format }).flatMap(([name, part]) => (isBuiltIn(part) ? [] : [name]))
  const open = (base: string): ArtifactStore => openArtifactStore(requireStorage(storage.open(base), storage.kind), tree)
  return { format, creation: creationStack(), codeIn, open }
}
