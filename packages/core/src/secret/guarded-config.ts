/** The config of an asset in its three forms: as `run` gets it, as it decides values, and as it may be shown. */
import type { z } from 'zod'
import { canonicalJson } from '../foundation/canonical.ts'
import type { Json, JsonObject } from '../foundation/json.ts'
import { masked } from './masker.ts'
import { type Path, type SecretField, secretFields } from './secret-fields.ts'
import { textsOf } from './texts-of.ts'
import { veiled } from './veil.ts'

export interface GuardedConfig {
  /** What `run` gets. A function, so that a project that is printed shows no secret. */
  readonly reveal: () => JsonObject
  /** What is hashed: without the secrets, with their identities. A function, since it holds what is only named like a secret. */
  readonly deciding: () => JsonObject
  /** What is recorded and shown: ••• for a secret without identity, and for what is named like one. */
  readonly shown: JsonObject
  /** Every text that must not be in a message. */
  readonly secrets: () => readonly string[]
  /** Places that are named like a secret, or hold credentials in a URL, and are not marked with `secret()`. */
  readonly unmarked: readonly string[]
}

/** Why a config cannot be guarded; never with the value. */
export interface ConfigProblem {
  readonly path: Path
  readonly why: string
  readonly fix: string
}

export const emptyConfig: GuardedConfig = { reveal: () => ({}), deciding: () => ({}), shown: {}, secrets: () => [], unmarked: [] }

/** @param output what the schema returned for the input. */
export function guardedConfig(schema: z.ZodObject, input: unknown, output: unknown): GuardedConfig | readonly ConfigProblem[] {
  const found = secretFields(schema, input, output)
  const fields = found.filter(each => 'identity' in each)
  const guards = fields.map(guardOf)
  const problems = [...found.filter(each => 'why' in each), ...guards.flatMap(({ problem }) => problem ?? [])]
  if (problems.length > 0) return problems
  const value = frozen(JSON.parse(canonicalJson(output)) as JsonObject)
  const secrets = [
    ...new Set(fields.flatMap(field => [...textsOf(field.input), ...textsOf(field.value), ...textsOf(at(value, field.path))])),
  ]
  const places = new Map(guards.map(guard => [JSON.stringify(guard.path), guard]))
  const { shown, unmarked, texts } = veiled(schema, guarded(value, places, 'shown'), fields, secrets)
  const deciding = frozen(guarded(value, places, 'deciding'))
  const all = [...new Set([...secrets, ...texts])]
  return Object.freeze({
    reveal: () => value,
    deciding: () => deciding,
    shown: frozen(shown),
    secrets: () => all,
    unmarked,
  })
}

/** What is put in place of a secret; undefined leaves it out. */
interface Guard {
  readonly path: Path
  readonly deciding: Json | undefined
  readonly shown: Json | undefined
  readonly problem?: ConfigProblem
}

function guardOf({ identity, path, value, inList }: SecretField): Guard {
  const nothing = inList ? null : undefined
  if (path.length === 0) return { path, deciding: nothing, shown: nothing, problem: { path, ...wholeConfig } }
  const given = value ?? (value === null ? null : undefined)
  // A machine that was not given the secret sees the same versions as one that was.
  if (identity === undefined) return { path, deciding: nothing, shown: given === undefined || given === null ? given : masked }
  if (given === undefined || given === null) return { path, deciding: given, shown: given }
  const answer = identityOf(identity, value)
  if (typeof answer === 'string') return { path, deciding: nothing, shown: nothing, problem: { path, why: answer, fix: identityFix } }
  return { path, deciding: answer.json, shown: answer.json }
}

const wholeConfig = { why: 'the whole config is marked as a secret', fix: 'put secret() around its fields' }

const identityFix = 'return what of the secret decides a value: secret(z.url(), { identity: url => new URL(url).host })'

/** A text says why it cannot be used, without the value and without what the function threw, which may hold it. */
function identityOf(identity: (value: unknown) => unknown, value: unknown): { readonly json: Json } | string {
  let answer: unknown
  try {
    answer = identity(value)
  } catch {
    return 'the identity of the secret threw'
  }
  const text = canonicalOf(answer)
  if (text === undefined) return 'the identity of the secret returned what is not JSON'
  const json = JSON.parse(text) as Json
  return holds(json, value) ? 'the identity of the secret returned the secret itself' : { json }
}

/** An empty secret is none. In a longer text only a value that is long enough to be one is looked for. */
function holds(answer: Json | undefined, secret: unknown): boolean {
  if (secret === '') return false
  if (typeof answer === 'string' && typeof secret === 'string')
    return answer === secret || (secret.length >= shortestInside && answer.includes(secret))
  if (typeof answer !== 'object' || answer === null) return answer === secret
  return canonicalJson(answer) === canonicalOf(secret) || Object.values(answer).some(part => holds(part, secret))
}

const shortestInside = 4

function canonicalOf(value: unknown): string | undefined {
  try {
    return canonicalJson(value)
  } catch {
    return undefined
  }
}

function guarded(value: JsonObject, guards: ReadonlyMap<string, Guard>, form: 'deciding' | 'shown'): JsonObject {
  const copy = (part: Json | undefined, path: Path): Json | undefined => {
    const guard = guards.get(JSON.stringify(path))
    if (guard) return guard[form]
    if (Array.isArray(part)) return part.map((inner, index) => copy(inner, [...path, index]) ?? null)
    if (typeof part !== 'object' || part === null) return part
    const entries = Object.entries(part).map(([key, inner]) => [key, copy(inner, [...path, key])] as const)
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined))
  }
  return copy(value, []) as JsonObject
}

function at(value: Json | undefined, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | null | undefined)?.[key], value)
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}
