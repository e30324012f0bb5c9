/** Data that someone else makes: observed by version, verified as it is read, never run. */
import type { AnyContract } from '../contract/data-contract.ts'
import { creationStack } from '../foundation/creation-stack.ts'
import { VarveError } from '../foundation/errors.ts'
import { requireFormat } from '../io/check-format.ts'
import type { Format } from '../io/format.ts'

declare const held: unique symbol
const mark = Symbol.for('varve.external')

export interface External<out T = unknown> extends ExternalDefinition {
  readonly [mark]: true
  readonly [held]?: T
  readonly kind: 'external'
  /** The stack of the call that made it. */
  readonly creation: string
  /** The properties of that call's argument that hold the user's code: none where Varve's own code reads it. */
  readonly codeIn: readonly string[]
}

/** How an external is looked at and read; `base` is the folder of the config file. */
export interface ExternalDefinition {
  /** Where it lies, for people; never holds a secret. */
  readonly description: string
  readonly contract: AnyContract | undefined
  /** What decodes its bytes, where a format does: another revision or other settings give its readers other values. */
  readonly format?: Format | undefined
  /** The version that is there now, or undefined where there is none. */
  observe(base: string): Promise<ExternalVersion | undefined>
  /** Opens the bytes of exactly this version, verified. @throws EXTERNAL_CHANGED EXTERNAL_ABSENT EXTERNAL_UNREADABLE */
  open(base: string, version: string): Promise<ExternalSource>
}

export interface ExternalVersion {
  /** Content hash. */
  readonly version: string
  readonly bytes: number
}

export interface ExternalSource {
  /** A fresh copy, private to its reader. @throws EXTERNAL_UNREADABLE */
  value(): Promise<unknown>
}

/** @param codeIn for functions that wrap this one: where their caller gives code of their own. */
export function external<T>(definition: ExternalDefinition, codeIn: readonly string[] = ['observe', 'open']): External<T> {
  const creation = creationStack()
  if (typeof definition?.observe !== 'function' || typeof definition.open !== 'function') {
    throw new VarveError('BAD_ASSET', { what: 'external() needs observe and open', fix: 'for a file use externalFile(path, { format })' })
  }
  if (definition.format !== undefined) requireFormat(definition.format, 'external()', 'BAD_ASSET')
  return Object.freeze({ ...definition, [mark]: true as const, kind: 'external' as const, creation, codeIn })
}

export function isExternal(value: unknown): value is External {
  return typeof value === 'object' && value !== null && mark in value
}
