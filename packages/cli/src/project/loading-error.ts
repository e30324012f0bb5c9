/** What kept a config file, or a file it imports, from loading, in Varve's words. */
import { readFileSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asVarveError, type ErrorFacts, isVarveError, parseCreationFrames, thrownText, VarveError } from '@varve/core'

/** @param file the config file, named where the error itself names no place. */
export function loadingError(thrown: unknown, file: string): VarveError {
  const error = asVarveError(thrown)
  // An error of ours that says what goes on in a run says nothing true about a file that is loaded.
  const isKnown = isVarveError(error) && !['Interrupted', 'UserCode', 'Ledger'].includes(error.family)
  return isKnown ? placed(error, thrown) : new VarveError('CONFIG_FILE_FAILED', failure(error, file))
}

/** A definition that was refused keeps its code and gains the line that made it. */
function placed(error: VarveError, thrown: unknown): VarveError {
  const [place] = places(thrown)
  if (place === undefined) return error
  const { code, what, why, fix, details } = error
  const where = error.where === undefined ? placeText(place) : `${error.where} (${placeText(place)})`
  return new VarveError(code, { what, where, why, fix, details, cause: error })
}

function failure(error: unknown, file: string): ErrorFacts {
  const what = 'a file of the project cannot be loaded'
  const message = thrownText(error)
  const place = places(error)[0] ?? namedPlace(error) ?? { file, line: undefined }
  const details = { file: place.file, line: place.line ?? null }
  const facts = { what, where: placeText(place), details, cause: error }
  const early = error instanceof ReferenceError ? /^Cannot access '(.+)' before initialization$/.exec(message)?.[1] : undefined
  if (isLoadedAsCommonJs(error)) return { ...facts, why: message, fix: 'add "type": "module" to the package.json of the project' }
  if (early === undefined) return { ...facts, why: firstOfTransform(message), fix: 'repair the file, and run again' }
  if (declares(place.file, early)) return { ...facts, why: `${message}: it is declared further down`, fix: `move '${early}' up` }
  return {
    ...facts,
    why: `${message}: a circular import, since the file that declares it imports this one and waits for it`,
    fix: `move what both files need, such as '${early}', into a third file`,
  }
}

/** What Node says, by version, where a project is not declared as ES modules. */
function isLoadedAsCommonJs(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^ERR_(?:PACKAGE_PATH_NOT_EXPORTED|REQUIRE_[A-Z_]+)$/.test(String(error.code))
}

interface Place {
  readonly file: string
  readonly line: number | undefined
}

function places(error: unknown): readonly Place[] {
  return error instanceof Error ? parseCreationFrames(error.stack ?? '') : []
}

// A syntax error has no frame in its own file: Node puts the place above the message, tsx into it, and a missing module names its importer.
const placeAbove = /^(file:\/\/.+|\/.+|[A-Za-z]:\\.+):(\d+)$/m
const placeInMessage = /^(\/.+?|[A-Za-z]:\\.+?):(\d+):\d+: ERROR: /m
const importer = / imported from (.+)$/m

function namedPlace(error: unknown): Place | undefined {
  if (!(error instanceof Error)) return undefined
  const found = placeInMessage.exec(error.message) ?? placeAbove.exec(error.stack ?? '') ?? importer.exec(error.message)
  if (!found) return undefined
  const [, at = '', line] = found
  return { file: at.startsWith('file:') ? fileURLToPath(at) : at, line: line === undefined ? undefined : Number(line) }
}

/** "Transform failed with 1 error:\nFILE:3:10: ERROR: Expected ..." without the place, which is in `where`. */
function firstOfTransform(message: string): string {
  return /^.+?:\d+:\d+: ERROR: (.+)$/m.exec(message)?.[1] ?? message
}

function declares(file: string, name: string): boolean {
  try {
    return new RegExp(`\\b(?:const|let|class)\\s+${name.replaceAll('$', '\\$')}\\b`).test(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
}

/** As short as it can be and still be opened from here. */
function placeText({ file, line }: Place): string {
  const fromHere = relative(process.cwd(), file)
  const name = fromHere.startsWith('..') || isAbsolute(fromHere) ? file : fromHere
  return line === undefined ? name : `${name}:${line}`
}
