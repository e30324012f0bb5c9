/** A tiny project in a temp folder, and the code versions of its assets. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { CodeVersion } from '../../../packages/core/src/source/code-version.ts'
import type { CreationFrame } from '../../../packages/core/src/source/creation-frames.ts'
import type { CodeWithin } from '../../../packages/core/src/source/creation-part.ts'
import { sourceAnalyser } from '../../../packages/core/src/source/source-analyser.ts'

export type Files = Readonly<Record<string, string>>

/** For each asset its frames, innermost first: a file, and the text that begins where the frame points. */
export type Creations = Readonly<Record<string, readonly (readonly [file: string, text: string])[]>>

export function writeProject(files: Files, folder = newFolder()): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** Removed when the test ends. */
export function newFolder(prefix = 'varve-source-'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function frameOf(folder: string, files: Files, path: string, text: string): CreationFrame {
  const before = (files[path] ?? '').split(text, 1)[0] ?? ''
  if (before === files[path]) throw new Error(`${path} does not hold ${text}`)
  const lines = before.split('\n')
  return { file: join(folder, path), line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

export async function analyse(
  folder: string,
  files: Files,
  creations: Creations,
  within: Readonly<Record<string, CodeWithin>> = {},
): Promise<ReadonlyMap<string, CodeVersion>> {
  const requests = Object.entries(creations).map(([id, places]) => ({
    id,
    frames: places.map(([path, text]) => frameOf(folder, files, path, text)),
    within: within[id],
  }))
  const entry = files['varve.config.ts'] === undefined ? {} : { entry: join(folder, 'varve.config.ts') }
  return sourceAnalyser({ projectFolder: folder, cacheFolder: join(folder, '.varve', 'cache'), ...entry }).codeVersions(requests)
}

/** The code versions of a project that was never seen before. */
export async function codeVersions(
  files: Files,
  creations: Creations,
  within: Readonly<Record<string, CodeWithin>> = {},
): Promise<Readonly<Record<string, CodeVersion>>> {
  return Object.fromEntries(await analyse(writeProject(files), files, creations, within))
}

/** The names of the assets whose code version an edit of some files changes. */
export async function changedBy(edit: Files, files: Files, creations: Creations): Promise<readonly string[]> {
  const before = await codeVersions(files, creations)
  const after = await codeVersions({ ...files, ...edit }, creations)
  return Object.keys(before).filter(name => before[name]?.hash !== after[name]?.hash)
}
