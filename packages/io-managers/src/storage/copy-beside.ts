/** Replaces a file on another device than the temporaries: a copy beside it, announced first where a sweep finds it. */
import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { failureCode } from './failure.ts'
import { generationOfNew } from './file-generation.ts'
import { readOnlyCopy } from './read-only-copy.ts'

const noteEnd = '.beside'

/** @param temporary a name of this process alone. @returns the stamp of the copy. */
export async function copyBeside(from: string, target: string, temporary: string): Promise<string> {
  const beside = join(dirname(target), nameBeside(temporary))
  const note = temporary + noteEnd
  await writeFile(note, beside)
  try {
    await readOnlyCopy(from, beside)
    const stamp = await generationOfNew(beside)
    await rename(beside, target)
    return stamp
  } finally {
    await rm(beside, { force: true })
    await rm(note, { force: true })
  }
}

/** Removes what the notes in a folder of temporaries announce; a crash left it. */
export async function sweepBeside(folder: string): Promise<void> {
  for (const name of await filesIn(folder)) {
    if (!name.endsWith(noteEnd)) continue
    const note = join(folder, name)
    const beside = await readFile(note, 'utf8') // empty: the crash came before there was a copy
    if (basename(beside) === nameBeside(note.slice(0, -noteEnd.length))) await rm(beside, { force: true }) // others may end so and name anything
  }
}

function nameBeside(temporary: string): string {
  return `.${createHash('sha256').update(temporary).digest('hex').slice(0, 24)}.part`
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isFile()).map(({ name }) => name)
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return []
    throw error
  }
}
