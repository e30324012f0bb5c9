/** Each file of fixtures/types holds one mistake: what the compilers that users may have say about it is compared to the letter. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript-5.9'
import { beforeAll, describe, expect, inject, test } from 'vitest'

const folder = join(import.meta.dirname, '../fixtures/types')
const fixtures = readdirSync(folder).filter(name => name.endsWith('.ts'))
const withoutText = fixtures.filter(fixture => !existsSync(join(folder, `${fixture.slice(0, -3)}.txt`)))

test('beside each fixture lies what is said about it', () => {
  expect(withoutText).toEqual([])
})

describe.each(['typescript', 'typescript-5.9'])('%s', compiler => {
  let complaints: readonly Complaint[]
  beforeAll(async () => {
    complaints = compiler === 'typescript-5.9' && inject('counts') === 'samples' ? complaintsAboutFixtures() : await complaintsOf(compiler)
  })

  test('finds one error in each fixture, and none in what they import: our own sources compile', () => {
    expect(complaints.map(({ file }) => file)).toEqual(fixtures)
  })

  test.each(fixtures)('%s', async fixture => {
    const { text } = complaints.find(({ file }) => file === fixture)!
    await expect(text).toMatchFileSnapshot(textOf(fixture, compiler))
  })
})

/** A file that is as it was, and reads nothing that has changed, is not checked again. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/varve-diagnostics')

interface Complaint {
  readonly file: string
  /** As the compiler prints it: place, code and message, with the lines that explain it. */
  readonly text: string
}

async function complaintsOf(compiler: string): Promise<readonly Complaint[]> {
  const tsc = join(dirname(createRequire(import.meta.url).resolve(`${compiler}/package.json`)), 'bin', 'tsc')
  const options = ['-p', folder, '--pretty', 'false', '--incremental', '--tsBuildInfoFile', join(cache, `${compiler}.tsbuildinfo`)]
  const failed = await promisify(execFile)(process.execPath, [tsc, ...options], { cwd: folder }).catch((error: unknown) => error)
  const { stdout } = failed as { readonly stdout: string }
  return complaintsIn(stdout)
}

/** Half the work: of what the fixtures import it checks only what they use. The long run checks all of it by the older compiler too. */
function complaintsAboutFixtures(): readonly Complaint[] {
  const read = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), {}, read)!
  const program = ts.createProgram(fileNames, options)
  const found = fileNames.flatMap(file => {
    const source = program.getSourceFile(file)
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
  })
  const host = { getCanonicalFileName: (path: string) => path, getCurrentDirectory: () => folder, getNewLine: () => '\n' }
  return complaintsIn(ts.formatDiagnostics(found, host))
}

function complaintsIn(printed: string): readonly Complaint[] {
  const texts = printed.split(/^(?=\S)/m)
  return texts.map(text => ({ file: /^[^(]*/.exec(text)![0], text })).sort((one, other) => (one.file < other.file ? -1 : 1))
}

/** Where a compiler words an error in its own way, its text has a file of its own. */
function textOf(fixture: string, compiler: string): string {
  const [own, shared] = [`.${compiler}.txt`, '.txt'].map(ending => join(folder, fixture.slice(0, -3) + ending))
  return existsSync(own!) ? own! : shared!
}
