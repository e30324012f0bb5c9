/** Rejects a format that plain JavaScript, or a cast, let through the types: where it is named, not where it is first used. */
import { canonicalJson } from '../foundation/canonical.ts'
import { isVarveError, VarveError } from '../foundation/errors.ts'

/**
 * @param where who names it: `asset()`.
 * @throws BAD_ASSET or BAD_CONFIG, as the caller says
 */
export function requireFormat(format: unknown, where: string, code: 'BAD_ASSET' | 'BAD_CONFIG'): void {
  const flaw = flawOf(format)
  if (!flaw) return
  const of = typeof format === 'object' && format !== null && 'name' in format && typeof format.name === 'string' ? ` '${format.name}'` : ''
  throw new VarveError(code, { what: `${where} was given a wrong format${of}: ${flaw.why}`, fix: flaw.fix, details: { where } })
}

interface Flaw {
  readonly why: string
  readonly fix: string
}

function flawOf(format: unknown): Flaw | undefined {
  if (typeof format !== 'object' || format === null) {
    return {
      why: 'it is not an object',
      fix: 'give json(), parquet(), or a format of your own: { name, extension, settings, revision, holds, encode, decode }',
    }
  }
  const { name, extension, settings, revision, holds, encode, decode } = format as Readonly<Record<string, unknown>>
  if (typeof name !== 'string' || name === '')
    return { why: 'it has no name', fix: "add name: 'lines': it is recorded with everything stored in it" }
  if (typeof extension !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(extension)) {
    return { why: 'its extension is not one of a file', fix: "add extension: 'txt', without the dot" }
  }
  if (!Number.isSafeInteger(revision)) {
    return {
      why: `its revision is ${revision === undefined ? 'missing' : 'not a whole number'}`,
      fix: 'add revision: 1, and raise it whenever decode reads other values from the same bytes: what was made from them is then made again',
    }
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    return { why: 'its settings are not an object', fix: 'add settings: {}, with what changes the bytes: it is part of the version' }
  }
  const why = whyNotJson(settings)
  if (why !== undefined)
    return { why: `its settings are not plain JSON: ${why}`, fix: 'keep text, numbers, lists and objects of them there' }
  if (holds !== 'values' && holds !== 'tables') {
    return {
      why: `it does not say what it holds${holds === undefined ? '' : `: '${holds}' is neither`}`,
      fix: "add holds: 'values', or holds: 'tables' where it holds rows alone",
    }
  }
  if (typeof encode !== 'function' || typeof decode !== 'function') {
    return {
      why: 'it has no encode or no decode',
      fix:
        holds === 'tables'
          ? "add encode: async table => bytes and decode: async (bytes, schema) => ({ kind: 'table', table })"
          : "add encode: async content => ({ bytes, rows }) and decode: async (bytes, schema) => ({ kind: 'value', value })",
    }
  }
  return undefined
}

function whyNotJson(settings: object): string | undefined {
  try {
    canonicalJson(settings)
    return undefined
  } catch (error) {
    return isVarveError(error) ? `${error.where}: ${error.why}` : String(error)
  }
}
