/** The code version of each asset: a hash of all source that decides its value. The port, and its making by syntax alone. */
import { realpathSync } from 'node:fs'
import { hashParts } from '../foundation/hash.ts'
import type { CodeVersion } from './code-version.ts'
import type { CreationFrame } from './creation-frames.ts'
import type { CodeWithin } from './creation-part.ts'
import type { KeptSource } from './kept-source.ts'
import { isInside, type ProjectFiles, readProjectFiles, relativePath } from './project-files.ts'
import { readKeptSource, readSourceCache, writeSourceCache } from './source-cache.ts'

export interface CodeVersionRequest {
  /** Names the answer. */
  readonly id: string
  /** Where the definition was created, innermost first; frames of files that are not in the project folder are left out. */
  readonly frames: readonly CreationFrame[]
  /** Which part of the creating call is asked for; absent for an asset, all of whose definition is its code. */
  readonly within?: CodeWithin | undefined
}

export interface SourceAnalyser {
  /**
   * One answer for each request, by id. An asset stops at the others it is asked together with, so ask for all of a catalog at once.
   */
  codeVersions(requests: readonly CodeVersionRequest[]): Promise<ReadonlyMap<string, CodeVersion>>
}

export interface SourceAnalyserOptions {
  readonly projectFolder: string
  readonly cacheFolder: string
  /** The config file: what it loads may change what assets reach. */
  readonly entry?: string
}

/** Answers from `cacheFolder` while the project's content is the same; the compiler is loaded only where it is not. */
export function sourceAnalyser(options: SourceAnalyserOptions): SourceAnalyser {
  return {
    async codeVersions(requests) {
      const project = readProjectFiles(options.projectFolder)
      const paths = new Paths(project.folder)
      const questions = requests.map(request => question(request, paths))
      const outermost = questions.flatMap(({ frames, within }) => (within ? [] : (frames?.at(-1) ?? [])))
      const entry = options.entry === undefined ? undefined : paths.real(options.entry)
      const places = [...new Set(outermost.map(frame => paths.text(frame)))].sort()
      const scope = hashParts('code-scope', [entry === undefined ? '' : paths.relative(entry), ...places])

      const known = readSourceCache(options.cacheFolder, project, scope)
      const isKnown = questions.every(({ key }) => key === undefined || known.has(key))
      const versions = isKnown ? known : await analysed(questions, outermost, entry, { project, scope, cacheFolder: options.cacheFolder })
      return new Map(questions.map(({ id, key }) => [id, versions.get(key ?? '') ?? unknownCode]))
    },
  }
}

/** With the compiler; what an earlier analysis found out about files that are the same is used. */
async function analysed(
  questions: readonly Question[],
  outermost: readonly CreationFrame[],
  entry: string | undefined,
  { project, scope, cacheFolder }: { readonly project: ProjectFiles; readonly scope: string; readonly cacheFolder: string },
): Promise<ReadonlyMap<string, CodeVersion>> {
  const { createCodeReach, isMoved } = await import('./code-reach.ts')
  const starts = questions.flatMap(({ frames }) => (frames ?? []).map(({ file }) => file))
  const analyse = (kept: KeptSource | undefined): ReadonlyMap<string, CodeVersion> => {
    const reach = createCodeReach(project, outermost, [...(entry === undefined ? [] : [entry]), ...starts], kept)
    const versions = new Map<string, CodeVersion>()
    for (const { key, frames, within } of questions) {
      if (key !== undefined && frames && !versions.has(key)) versions.set(key, reach.codeVersion(key, frames, within))
    }
    const leftover = reach.toKeep()
    if (leftover)
      writeSourceCache(cacheFolder, project, scope, { elsewhere: reach.elsewhere, packages: reach.packages.values() }, versions, leftover)
    return versions
  }
  try {
    return analyse(readKeptSource(cacheFolder))
  } catch (error) {
    if (!isMoved(error)) throw error
    return analyse(undefined)
  }
}

const unknownCode: CodeVersion = {
  hash: null,
  description: null,
  conservative: ['the code is unknown: where it was created is not a file of the project'],
  hidden: [],
  file: null,
  line: null,
}

interface Question {
  readonly id: string
  /** The same for the same question; undefined, as the frames, where the source cannot be found. */
  readonly key: string | undefined
  readonly frames: readonly CreationFrame[] | undefined
  readonly within: CodeWithin | undefined
}

function question({ id, frames, within }: CodeVersionRequest, paths: Paths): Question {
  const real = frames
    .map(frame => ({ ...frame, file: paths.real(frame.file) ?? frame.file }))
    .filter(({ file }) => isInside(paths.folder, file))
  const isFound = real.length > 0 && real.every(({ file }) => paths.real(file) !== undefined)
  if (!isFound) return { id, key: undefined, frames: undefined, within }
  return { id, key: `${JSON.stringify(within ?? null)} ${real.map(frame => paths.text(frame)).join(' ')}`, frames: real, within }
}

/** Each looked up once: thousands of assets are created in few files. */
class Paths {
  readonly folder: string
  readonly #real = new Map<string, string | undefined>()
  readonly #relative = new Map<string, string>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** Undefined where there is no file. */
  real(file: string): string | undefined {
    if (!this.#real.has(file)) this.#real.set(file, realFile(file))
    return this.#real.get(file)
  }

  relative(file: string): string {
    const known = this.#relative.get(file) ?? relativePath(this.folder, file)
    this.#relative.set(file, known)
    return known
  }

  text({ file, line, column }: CreationFrame): string {
    return `${this.relative(file)}:${line}:${column}`
  }
}

function realFile(file: string): string | undefined {
  try {
    return realpathSync(file)
  } catch {
    return undefined
  }
}
