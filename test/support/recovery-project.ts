/** Roots on disk for tests of loss and recovery, all in the test's own process. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const warm = mkdtempSync(join(tmpdir(), 'varve-recovery-warm-'))
process.on('exit', () => rmSync(warm, { recursive: true, force: true }))

export interface Root {
  /** As a command is given it. */
  readonly at: { readonly root: string }
  readonly root: string
  path(...parts: readonly string[]): string
  remove(...names: readonly string[]): void
  /** Becomes a copy of another root. */
  copyOf(other: Root): void
  /** Keeps a copy of files or folders, which {@link putBack} puts in place of what is there then. */
  keep(...names: readonly string[]): void
  putBack(...names: readonly string[]): void
}

/** An empty root, removed when the test ends; what the source analyser learnt for an earlier one is there already. */
export function newRoot(): Root {
  const folder = mkdtempSync(join(tmpdir(), 'varve-recovery-'))
  onTestFinished(() => removeRoot(folder))
  return rootIn(folder)
}

/** Like {@link newRoot}, until the process ends. */
export function temporaryRoot(): Root {
  const folder = mkdtempSync(join(tmpdir(), 'varve-recovery-'))
  process.once('exit', () => removeRoot(folder))
  return rootIn(folder)
}

function removeRoot(folder: string): void {
  if (existsSync(join(folder, 'root/.varve/cache'))) cpSync(join(folder, 'root/.varve/cache'), warm, { recursive: true })
  rmSync(folder, { recursive: true, force: true })
}

function rootIn(folder: string): Root {
  const root = join(folder, 'root')
  mkdirSync(join(root, '.varve/cache'), { recursive: true })
  cpSync(warm, join(root, '.varve/cache'), { recursive: true })
  const path = (...parts: readonly string[]) => join(root, ...parts)
  const remove = (...names: readonly string[]) => {
    for (const name of names) rmSync(path(name), { recursive: true, force: true })
  }
  return {
    at: { root },
    root,
    path,
    remove,
    copyOf: other => {
      rmSync(root, { recursive: true, force: true })
      cpSync(other.root, root, { recursive: true })
    },
    keep: (...names) => {
      for (const name of names) if (existsSync(path(name))) cpSync(path(name), join(folder, 'kept', name), { recursive: true })
    },
    putBack: (...names) => {
      remove(...names)
      for (const name of names) {
        if (existsSync(join(folder, 'kept', name))) cpSync(join(folder, 'kept', name), path(name), { recursive: true })
      }
    },
  }
}

export const ledgerFiles = ['.varve/ledger.db', '.varve/ledger.db-wal', '.varve/ledger.db-shm'] as const
