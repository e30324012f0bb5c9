/** Replaces a file on another device than the temporaries: a copy beside it, announced first where a sweep finds it. */
import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { failureCode } from './failure.ts'
import { generationOfNew } from './file-generation.ts'
import { readOnlyCopy } from './read-only-copy.ts'

const noteEnd = '.beside'

/** @param temporary a name of this process alone. @returns the stamp of the copy. */
export async function copyBeside(from: string, target: string, temporary: string): Promise<string> {
  const name = createHash('sha256').update(temporary).digest('hex').slice(0, 24)
  const beside = join(dirname(target), `.${name}.part`)
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
  for (const name of await namesIn(folder)) {
    if (!name.endsWith(noteEnd)) continue
    const beside = await readFile(join(folder, name), 'utf8')
    if (beside !== '') await rm(beside, { force: true }) // empty: the crash came before there was a copy
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return []
    throw error
  }
}
