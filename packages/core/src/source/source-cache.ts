/** Code versions kept between processes, good as long as every file and package they were made from is the same. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { CodeVersion } from './code-version.ts'
import { PackageIdentities } from './package-identity.ts'
import { fileHash, type ProjectFiles, relativePath } from './project-files.ts'

/** Changes with every change of what the analyser makes of the same files. */
const analyser = 6

/** Paths are relative to the project folder. */
const document = z.object({
  analyser: z.literal(analyser),
  /** Content of the project's source files. */
  key: z.string(),
  /** Content hash by path of what was read beside them; null where nothing lay. */
  elsewhere: z.record(z.string(), z.string().nullable()),
  packages: z.array(z.object({ name: z.string(), from: z.string(), identity: z.string().nullable() })),
  versions: z.record(
    z.string(),
    z.object({
      hash: z.string().nullable(),
      description: z.string().nullable(),
      conservative: z.array(z.string()),
      hidden: z.array(
        z.object({ kind: z.enum(['environment', 'file']), file: z.string(), line: z.number(), what: z.string(), fix: z.string() }),
      ),
      file: z.string().nullable(),
      line: z.number().nullable(),
    }),
  ),
})

/** What was read beside the project's source files, with absolute paths. */
export interface ReadBeside {
  readonly elsewhere: ReadonlyMap<string, string | null>
  readonly packages: Iterable<{ readonly name: string; readonly from: string; readonly identity: string | null }>
}

/** The versions by request that still hold; none where the cache is absent, of other content, or not ours. */
export function readSourceCache(cacheFolder: string, project: ProjectFiles): ReadonlyMap<string, CodeVersion> {
  const cached = document.safeParse(readJson(join(cacheFolder, 'source.json'))).data
  if (cached?.key !== project.key) return new Map()
  const identities = new PackageIdentities()
  const isSame =
    Object.entries(cached.elsewhere).every(([path, hash]) => fileHash(resolve(project.folder, path)) === hash) &&
    cached.packages.every(({ name, from, identity }) => identities.identityOf(name, resolve(project.folder, from)).identity === identity)
  return isSame ? new Map(Object.entries(cached.versions)) : new Map()
}

/** Replaces the cache in one rename. It is a help, never a need: where it cannot be written, the next start analyses again. */
export function writeSourceCache(
  cacheFolder: string,
  project: ProjectFiles,
  read: ReadBeside,
  versions: ReadonlyMap<string, CodeVersion>,
): void {
  const content = {
    analyser,
    key: project.key,
    elsewhere: Object.fromEntries([...read.elsewhere].map(([path, hash]) => [relativePath(project.folder, path), hash])),
    packages: [...read.packages].map(({ name, from, identity }) => ({ name, from: relativePath(project.folder, from), identity })),
    versions: Object.fromEntries(versions),
  }
  const temporary = join(cacheFolder, `source.${randomUUID()}.tmp`)
  try {
    mkdirSync(cacheFolder, { recursive: true })
    writeFileSync(temporary, JSON.stringify(content))
    renameSync(temporary, join(cacheFolder, 'source.json'))
  } catch {
    discard(temporary)
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // The folder itself is out of reach.
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
