/** Where the secrets of a config value are: the schema and what it made of its input, walked side by side. */
import type { z } from 'zod'
import { type SecretMark, secretMark } from './secret.ts'

export type Path = readonly (string | number)[]

export interface SecretField extends SecretMark {
  readonly path: Path
  /** What the marked schema was given, and what it returned: before a transform that follows it. */
  readonly input: unknown
  readonly value: unknown
  /** In an array or a record, whose length and keys are no part of the secret. */
  readonly inList: boolean
}

/** A schema in which it cannot be known what holds the secret. */
export interface Undecided {
  readonly path: Path
  readonly why: string
  readonly fix: string
}

/** @param output what the schema returned for the input. */
export function secretFields(schema: z.core.$ZodType, input: unknown, output: unknown): readonly (SecretField | Undecided)[] {
  return walk(schema, { input, output, path: [], inList: false })
}

/** Whether the schema, or one inside it, is marked. */
export function holdsSecret(schema: z.core.$ZodType): boolean {
  const known = holding.get(schema)
  if (known !== undefined) return known
  const answer = search(schema, new Set())
  holding.set(schema, answer)
  return answer
}

interface At {
  readonly input: unknown
  readonly output: unknown
  readonly path: Path
  readonly inList: boolean
}

type Found = readonly (SecretField | Undecided)[]

function walk(schema: z.core.$ZodType, at: At): Found {
  if (!holdsSecret(schema)) return []
  const mark = secretMark(schema)
  if (mark) return [{ identity: mark.identity, path: at.path, input: at.input, value: at.output, inList: at.inList }]
  return isRewritten(schema) ? [{ path: at.path, ...afterSecret }] : inside(schema as z.core.$ZodTypes, at)
}

function inside(schema: z.core.$ZodTypes, at: At): Found {
  const { def } = schema._zod
  switch (def.type) {
    case 'object':
      return ofObject(def, at)
    case 'record':
      return ofRecord(def, at)
    case 'array':
      return list(at.output).flatMap((_, index) => walk(def.element, element(at, index)))
    case 'tuple':
      return list(at.output).flatMap((_, index) => walk(def.items[index] ?? def.rest!, element(at, index)))
    case 'union':
      return ofUnion(def, at)
    case 'intersection':
      return [...walk(def.left, at), ...walk(def.right, at)]
    case 'pipe':
      return ofPipe(def, at)
    case 'prefault':
      return walk(def.innerType, at.input === undefined ? { ...at, input: def.defaultValue } : at)
    case 'default':
      // A default is not read by the schema inside: it counts as its own input.
      return walk(def.innerType, at.input === undefined ? { ...at, input: at.output } : at)
    case 'catch':
      return walk(def.innerType, accepts(def.innerType, at.input) ? at : { ...at, input: at.output })
    case 'optional':
    case 'nullable':
    case 'nonoptional':
    case 'readonly':
      return walk(def.innerType, at)
    case 'lazy':
      return walk(def.getter(), at)
    default: {
      const why = `a schema of the kind '${def.type}' holds a secret, and which part of its result is secret cannot be known`
      return [{ path: at.path, why, fix: 'put secret() around the whole field' }]
    }
  }
}

function ofObject({ shape, catchall }: z.core.$ZodObjectDef, at: At): Found {
  return [...new Set([...Object.keys(shape), ...Object.keys(keyed(at.output))])].flatMap(key => {
    const schema = Object.hasOwn(shape, key) ? shape[key] : catchall
    return schema ? walk(schema, { ...inner(at, key, key), inList: false }) : []
  })
}

function ofRecord({ keyType, valueType }: z.core.$ZodRecordDef, at: At): Found {
  if (holdsSecret(keyType))
    return [{ path: at.path, why: 'the keys of a record are marked as secrets', fix: 'use a list of objects with a secret field' }]
  return Object.keys(keyed(at.input)).flatMap(key => {
    const parsed = (keyType as z.ZodType).safeParse(key)
    const name = parsed.success && typeof parsed.data === 'string' ? parsed.data : key
    return walk(valueType, { ...inner(at, key, name), inList: true })
  })
}

/** The first that accepts its input is the one whose answer was taken. */
function ofUnion({ options }: z.core.$ZodUnionDef, at: At): Found {
  const taken = options.find(option => accepts(option, at.input))
  if (taken) return walk(taken, at)
  return [{ path: at.path, why: 'which schema of a union was taken cannot be known', fix: 'put secret() around the union' }]
}

/** What is made from a secret is as secret as it; its identity is asked about what it was before. */
function ofPipe({ in: first, out }: z.core.$ZodPipeDef, at: At): Found {
  const between = (first as z.ZodType).safeParse(at.input).data
  const before = walk(first, { ...at, output: between })
  if (before.length === 0) return walk(out, { ...at, input: between })
  return before.every(({ path }) => path.length === at.path.length) ? before : [{ path: at.path, ...afterSecret }]
}

const afterSecret = {
  why: 'a transform is given a secret together with other values, and which part of its result is secret cannot be known',
  fix: 'put secret() around the whole, after the transform: secret(schema.transform(...), { identity })',
}

/** `.overwrite()` is a transform among the checks. */
function isRewritten(schema: z.core.$ZodType): boolean {
  return (schema._zod.def.checks ?? []).some(check => check._zod.def.check === 'overwrite')
}

function accepts(schema: z.core.$ZodType, input: unknown): boolean {
  return (schema as z.ZodType).safeParse(input).success
}

function element(at: At, index: number): At {
  return { ...inner(at, index, index), inList: true }
}

function inner({ input, output, path }: At, from: string | number, to: string | number): Omit<At, 'inList'> {
  return { input: keyed(input)[from], output: keyed(output)[to], path: [...path, to] }
}

function keyed(value: unknown): Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

const holding = new WeakMap<z.core.$ZodType, boolean>()

/** Through whatever a definition holds, so that a kind of schema that is not known here hides nothing. */
function search(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false
  seen.add(value)
  if (!('_zod' in value)) return Object.values(value).some(part => search(part, seen))
  const schema = value as z.core.$ZodTypes
  if (secretMark(schema)) return true
  const { def } = schema._zod
  if (def.type === 'lazy') return search(def.getter(), seen)
  // A default may be a function of the user's, which is called where it is read.
  return Object.keys(def).some(key => key !== 'checks' && key !== 'defaultValue' && search(def[key as keyof typeof def], seen))
}
