/** What a request selects, resolved against the catalog. */
import { VarveError } from '../foundation/errors.ts'
import { selectAssets } from '../graph/select.ts'
import type { PlanRequest } from '../plan/build/build-plan.ts'
import type { Project } from './open-project.ts'

export interface SelectionRequest {
  /** Asset selection: a name, `+name`, `name+`, `group:x`, `*`; several are a union; default every asset. */
  readonly select?: string | readonly string[] | undefined
  /** Partition selection: `2001-01-01..2001-03-31`; default every partition that is not fresh. */
  readonly partitions?: string | undefined
  /** A named set of pointers; default `main`. */
  readonly environment?: string | undefined
  /** Runs what is selected although it is fresh. */
  readonly force?: boolean | undefined
}

/** @throws UNKNOWN_ASSET BAD_SELECTION BAD_REQUEST */
export function planRequest({ config }: Project, request: SelectionRequest): PlanRequest {
  const { named, reached } = selectAssets(config.catalog.graph, selections(request))
  const assets = (names: readonly string[]) => names.filter(name => config.catalog.assets.has(name))
  return {
    named: assets(named),
    reached: assets(reached),
    partitions: partitionsOf(request),
    environment: environmentOf(request),
    force: request.force ?? false,
  }
}

export function selections({ select }: SelectionRequest): readonly string[] {
  return typeof select === 'string' ? [select] : (select ?? [])
}

/** Empty text would select nothing, and say nothing of it: nobody asks for that, and an unset variable of a shell does. */
function partitionsOf({ partitions }: SelectionRequest): string | undefined {
  if (typeof partitions !== 'string' || partitions.trim() !== '') return partitions
  throw new VarveError('BAD_SELECTION', {
    what: 'the partition selection is empty',
    where: '--partitions',
    why: 'empty text names no partition; it may come from a variable that is not set',
    fix: "leave it out, or write '*', for all partitions: what is fresh among them stays as it is",
    details: { selection: partitions },
  })
}

/** Externals that the request's assets read, at any distance. */
export function externalsOf({ config }: Project, { named, reached }: PlanRequest): readonly string[] {
  const { graph, externals } = config.catalog
  const upstream = new Set(graph.upstream([...named, ...reached]))
  return [...externals.keys()].filter(name => upstream.has(name))
}

/** @throws BAD_REQUEST where the name cannot be a folder. */
export function environmentOf({ environment = 'main' }: Pick<SelectionRequest, 'environment'>): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(environment)) return environment
  throw new VarveError('BAD_REQUEST', {
    what: `'${environment}' cannot name an environment`,
    why: 'it is a folder of the tree',
    fix: 'use letters, digits, _ and -',
  })
}
