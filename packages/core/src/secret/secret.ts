/** Marks a field of a config schema as a secret: `run` gets its value, and nothing else does. */
import type { z } from 'zod'
import { VarveError } from '../foundation/errors.ts'
import type { Json } from '../foundation/json.ts'

const mark = Symbol.for('varve.secret')

export interface SecretOptions<T> {
  /**
   * What of the secret decides a value, as JSON: it is hashed and shown in place of the secret. It is not asked about null or undefined.
   * Without it the secret decides nothing: another value makes nothing stale.
   */
  readonly identity?: (value: NonNullable<T>) => Json
}

export interface SecretMark {
  readonly identity: ((value: unknown) => unknown) | undefined
}

/**
 * A schema that reads the same values as the one given, and whose value is left out of hashes, paths, the ledger, documents, logs and errors.
 * It belongs in the `config` of an asset, at any depth; the type stays that of the schema.
 *
 * @throws BAD_CONFIG where it is given no zod schema, or another option than `identity`.
 * @example
 * const orders = asset({
 *   config: z.object({
 *     apiKey: secret(z.string()),
 *     database: secret(z.url(), { identity: url => new URL(url).host }),
 *   }),
 *   run: (_, { config }) => [{ host: new URL(config.database).host, keyLength: config.apiKey.length }],
 * })
 */
export function secret<S extends z.ZodType>(schema: S, options: SecretOptions<z.output<S>> = {}): S {
  checkArguments(schema, options)
  // In the definition, since that is what `.min()`, `.refine()`, `.meta()` and the like hand on; a registry of schemas forgets their clones.
  const marked = { value: { identity: options.identity } satisfies Record<keyof SecretMark, unknown>, enumerable: true }
  const def = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(schema._zod.def), [mark]: marked })
  return schema.clone(def as typeof schema._zod.def, { parent: true })
}

/** How a schema is marked, by this copy of the package or another; undefined where it is not. */
export function secretMark(schema: z.core.$ZodType): SecretMark | undefined {
  return (schema._zod.def as { readonly [mark]?: SecretMark })[mark]
}

function checkArguments(schema: unknown, options: object): void {
  if (typeof schema !== 'object' || schema === null || !('_zod' in schema))
    throw bad('secret() was given no zod schema', 'write secret(z.string())')
  for (const [key, value] of Object.entries(options)) {
    if (key !== 'identity') throw bad(`secret() does not know the option '${key}'`, "the only option is 'identity'")
    if (value !== undefined && typeof value !== 'function')
      throw bad('the identity of a secret is not a function', 'write secret(z.url(), { identity: url => new URL(url).host })')
  }
}

function bad(what: string, fix: string): VarveError {
  return new VarveError('BAD_CONFIG', { what, fix })
}
