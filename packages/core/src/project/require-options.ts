/** Refuses options that a command does not have: a script without a type check would otherwise run everything for a misspelt `select`. */
import { VarveError } from '../foundation/errors.ts'
import { suggest } from '../foundation/suggest.ts'
import type { OpenOptions } from './open-project.ts'
import type { SelectionRequest } from './selection.ts'

/** Each option of a request, so that a new one cannot be forgotten. */
export type OptionsOf<Request> = Readonly<Record<keyof Request, true>>

export const openOptions: OptionsOf<OpenOptions> = { root: true, clock: true, random: true, note: true }

export const selectionOptions: OptionsOf<SelectionRequest> = { select: true, partitions: true, environment: true, force: true }

/** @throws BAD_REQUEST */
export function requireOptions<Request extends object>(command: string, request: Request, options: OptionsOf<Request>): void {
  const known = Object.keys(options)
  const unknown = Object.keys(request).find(name => !known.includes(name))
  if (unknown === undefined) return
  const { nearest, fix } = suggest(unknown, known)
  throw new VarveError('BAD_REQUEST', {
    what: `${command}() does not know the option ${unknown}`,
    why: `its options are ${known.join(', ')}`,
    fix,
    details: { command, option: unknown, nearest },
  })
}
