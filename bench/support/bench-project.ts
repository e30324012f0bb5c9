/** A project of its own in a temporary folder, which finds Varve and zod as an installed one does. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export interface BenchProject {
  readonly folder: string
  /** Writes files by their relative path; folders appear as needed. */
  write(files: Readonly<Record<string, string>>): void
  /** Replaces the one place in a file where `from` stands. */
  edit(file: string, from: string, to: string): void
}

export const repository = resolve(import.meta.dirname, '../..')

/** The project is removed when the work is done, however it ends. */
export async function inBenchProject<T>(files: Readonly<Record<string, string>>, work: (project: BenchProject) => Promise<T>): Promise<T> {
  return inTemporaryFolder(folder => {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(join(repository, 'packages/cli'), join(folder, 'node_modules/varve'), 'dir')
    symlinkSync(join(repository, 'node_modules/zod'), join(folder, 'node_modules/zod'), 'dir')
    const project = projectIn(folder)
    project.write({ 'package.json': JSON.stringify({ name: 'bench-project', private: true, type: 'module' }), ...files })
    return work(project)
  })
}

export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'varve-bench-')))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function projectIn(folder: string): BenchProject {
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(files)) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  }
  const edit = (file: string, from: string, to: string): void => {
    const pieces = readFileSync(join(folder, file), 'utf8').split(from)
    if (pieces.length !== 2) throw new Error(`${file} holds ${from} ${pieces.length - 1} times, not once`)
    write({ [file]: pieces.join(to) })
  }
  return { folder, write, edit }
}
