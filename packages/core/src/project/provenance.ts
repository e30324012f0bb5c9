/** Where code came from: git commit and whether it was changed since, the Node version, the lock file; unknown is null. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { sha256 } from '../foundation/hash.ts'
import type { Provenance } from '../ledger/records.ts'

const lockfiles = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock']

export async function provenance(folder: string): Promise<Provenance> {
  const [git, lockfile] = await Promise.all([gitState(folder), lockfileHash(folder)])
  return { ...git, node: process.version, lockfile, image: process.env.VARVE_IMAGE ?? null }
}

/** One process gives both: lines with a # name the commit, the others what was changed in the folder. */
async function gitState(folder: string): Promise<Pick<Provenance, 'gitCommit' | 'gitDirty'>> {
  const args = ['status', '--porcelain=v2', '--branch', '--no-ahead-behind', '--untracked-files=no', '--', '.']
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd: folder, timeout: 10_000 })
    return { gitCommit: /^# branch\.oid ([0-9a-f]+)$/m.exec(stdout)?.[1] ?? null, gitDirty: /^[^#\n]/m.test(stdout) }
  } catch {
    return { gitCommit: null, gitDirty: null }
  }
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
