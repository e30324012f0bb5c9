/** The files people write in this project, with their text: what the tests of form look at. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join, relative } from 'node:path'
import ts from 'typescript-5.9'

export const projectFolder = join(import.meta.dirname, '../..')

export interface ProjectFile {
  /** From the project's folder, with `/`. */
  readonly path: string
  readonly text: string
}

const madeOrForeign = new Set(['node_modules', 'dist', '.git', '.varve', 'data', 'fixtures', 'vectors', 'coverage'])
const textual = new Set(['.ts', '.js', '.mjs', '.json', '.md', '.yaml', '.yml', '', '.sh'])
const code = new Set(['.ts', '.js', '.mjs'])

export const projectFiles: readonly ProjectFile[] = [...pathsIn(projectFolder)].map(path => {
  return { path: relative(projectFolder, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }
})

export const sourceFiles: readonly ProjectFile[] = projectFiles.filter(({ path }) => code.has(extname(path)))

/** The sources that are published: `packages/<name>/src`. */
export const packageSources: readonly ProjectFile[] = sourceFiles.filter(({ path }) => /^packages\/[^/]+\/src\//.test(path))

/** Every module that a file names in an import, export or dynamic import. */
export function importsOf({ text }: ProjectFile): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
}

function* pathsIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (madeOrForeign.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* pathsIn(path)
    else if (entry.isFile() && textual.has(extname(path)) && basename(path) !== '.gitignore') yield path
  }
}
