/** Where code came from: git commit and whether it was changed since, the Node version, the lock file; unknown is null. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { sha256 } from '../foundation/hash.ts'
import type { Provenance } from '../ledger/records.ts'

const lockfiles = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock']

export async function provenance(folder: string): Promise<Provenance> {
  const [gitCommit, changes, lockfile] = await Promise.all([
    git(folder, 'rev-parse', 'HEAD'),
    git(folder, 'status', '--porcelain', '--untracked-files=no', '--', '.'),
    lockfileHash(folder),
  ])
  return {
    gitCommit,
    gitDirty: changes === null ? null : changes !== '',
    node: process.version,
    lockfile,
    image: process.env.VARVE_IMAGE ?? null,
  }
}

async function git(folder: string, ...args: readonly string[]): Promise<string | null> {
  return promisify(execFile)('git', [...args], { cwd: folder, timeout: 10_000 }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  )
}

/** SHA-256 of the nearest lock file, from the folder upwards. */
async function lockfileHash(folder: string): Promise<string | null> {
  for (const name of lockfiles) {
    const bytes = await readFile(join(folder, name)).catch(() => null)
    if (bytes) return sha256(bytes)
  }
  const parent = dirname(folder)
  return parent === folder ? null : lockfileHash(parent)
}
