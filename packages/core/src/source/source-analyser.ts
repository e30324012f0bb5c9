/** The code version of each asset: a hash of all source that decides its value. The port, and its making by syntax alone. */
import { realpathSync } from 'node:fs'
import { hashParts } from '../foundation/hash.ts'
import type { CodeVersion } from './code-version.ts'
import type { CreationFrame } from './creation-frames.ts'
import type { CodeWithin } from './creation-part.ts'
import { isInside, type ProjectFiles, readProjectFiles, relativePath } from './project-files.ts'
import { readSourceCache, writeSourceCache } from './source-cache.ts'

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
      const questions = requests.map(request => question(request, project))
      const outermost = questions.flatMap(({ frames, within }) => (within ? [] : (frames?.at(-1) ?? [])))
      const entry = options.entry === undefined ? undefined : realFile(options.entry)
      const begins = entry === undefined ? '' : relativePath(project.folder, entry)
      const scope = hashParts('code-scope', [begins, ...[...new Set(outermost.map(frame => frameText(frame, project)))].sort()])
      const keys = questions.map(
        ({ frames, within }) =>
          frames && hashParts('code-request', [scope, JSON.stringify(within ?? null), ...frames.map(frame => frameText(frame, project))]),
      )

      const known = new Map(readSourceCache(options.cacheFolder, project))
      if (keys.some(key => key !== undefined && !known.has(key))) {
        const { createCodeReach } = await import('./code-reach.ts')
        const starts = questions.flatMap(({ frames }) => (frames ?? []).map(({ file }) => file))
        const reach = createCodeReach(project, outermost, [...(entry === undefined ? [] : [entry]), ...starts])
        known.clear()
        for (const [index, key] of keys.entries()) {
          const { frames, within } = questions[index] ?? {}
          if (key !== undefined && frames) known.set(key, reach.codeVersion(frames, within))
        }
        const read = { elsewhere: reach.elsewhere, packages: reach.packages.values() }
        if (!reach.hasMoved()) writeSourceCache(options.cacheFolder, project, read, known)
      }
      return new Map(questions.map(({ id }, index) => [id, known.get(keys[index] ?? '') ?? unknownCode]))
    },
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
  /** Undefined where the source cannot be found. */
  readonly frames: readonly CreationFrame[] | undefined
  readonly within: CodeWithin | undefined
}

function question({ id, frames, within }: CodeVersionRequest, project: ProjectFiles): Question {
  const real = frames
    .map(frame => ({ ...frame, file: realFile(frame.file) ?? frame.file }))
    .filter(({ file }) => isInside(project.folder, file))
  const isFound = real.length > 0 && real.every(({ file }) => realFile(file) !== undefined)
  return { id, frames: isFound ? real : undefined, within }
}

function realFile(file: string): string | undefined {
  try {
    return realpathSync(file)
  } catch {
    return undefined
  }
}

function frameText({ file, line, column }: CreationFrame, project: ProjectFiles): string {
  return `${relativePath(project.folder, file)}:${line}:${column}`
}
