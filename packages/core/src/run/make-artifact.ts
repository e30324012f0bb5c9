/** Rows 2 to 5 of a step: read the pinned inputs, run the function, judge its rows, stage the bytes, judge the set. */
import { inspect } from 'node:util'
import { applyContract } from '../contract/gate.ts'
import type { GateResult } from '../contract/gate-result.ts'
import type { Verdict } from '../contract/verdict.ts'
import { isVarveError, VarveError } from '../foundation/errors.ts'
import type { StagedArtifact } from '../io/io-manager.ts'
import { readValue } from '../io/read-value.ts'
import type { Wanted, WantedInput } from '../plan/judge.ts'
import { referenceText } from '../project/reference.ts'
import { collectRows } from './collect-rows.ts'
import type { RunContext } from './run-context.ts'
import { type Step, stepName } from './step.ts'

export type Made = Audited | Rejected | { readonly kind: 'interrupted' }

export interface Audited {
  readonly kind: 'audited'
  readonly staged: StagedArtifact
  readonly verdict: Verdict | null
}

export interface Rejected {
  readonly kind: 'rejected'
  readonly verdict: Verdict
  readonly result: GateResult
}

export async function makeArtifact(step: Step, wanted: Wanted, context: RunContext): Promise<Made> {
  const { node } = step
  const { observer, store, signal } = context
  const inputs = await readInputs(wanted, context)
  observer.passed?.('read')
  const returned = await callUserCode(step, inputs, context)
  if (signal.aborted) return { kind: 'interrupted' }
  observer.passed?.('code')
  const { contract } = node.asset
  const format = context.formatOf(node.asset)
  const { contractHash } = node.identity
  const gate = contract ? applyContract(contract, returned) : undefined
  if (contractHash !== null && gate && !gate.ok && gate.bad.length > 0) return rejected(gate, contractHash, null)
  const encoded = await format.encode(returned, contract?.schema)
  const staged = await store.stage(context.run, [{ name: `part.${format.extension}`, bytes: encoded.bytes }], encoded.rows)
  observer.passed?.('stage')
  if (contractHash !== null && gate && !gate.ok) {
    await store.discard(staged)
    return rejected(gate, contractHash, staged.artifact.sha256)
  }
  observer.passed?.('audit')
  const { sha256: subject } = staged.artifact
  const verdict = contractHash === null ? null : { ok: true, contract: contractHash, subject, rows: encoded.rows, broken: [] }
  return { kind: 'audited', staged, verdict }
}

function rejected(result: GateResult, contract: string, subject: string | null): Rejected {
  return { kind: 'rejected', result, verdict: { ok: false, contract, subject, rows: result.rows, broken: result.broken } }
}

async function readInputs(wanted: Wanted, context: RunContext): Promise<Record<string, unknown>> {
  const entries = await Promise.all(wanted.inputs.map(async input => [input.input.name, await readInput(input, context)] as const))
  return Object.fromEntries(entries)
}

async function readInput({ input, reads }: WantedInput, context: RunContext): Promise<unknown> {
  if (input.kind === 'external') return context.externalReader.read(input.asset)
  const { name, decoders } = context.graph.get(input.asset)!
  const values = new Map<string, unknown>()
  for (const { partition, of } of reads) {
    const { key } = partition!
    values.set(key, await readValue(context.store, decoders, of!, referenceText(name, key)))
  }
  if (input.mapping.arity === 'many') return values
  const [value] = values.values()
  return value
}

/** The user's function inside its boundary: what it throws is theirs, untouched, as the cause. */
async function callUserCode(step: Step, inputs: Record<string, unknown>, context: RunContext): Promise<unknown> {
  const { node, ordinal } = step
  const partition = node.partitions.at(ordinal).value
  const config = structuredClone(node.identity.revealConfig())
  const run = node.asset.run as (inputs: unknown, context: unknown) => unknown
  try {
    const columns = node.asset.contract?.schema
    const work = async () => collectRows(await run(inputs, { partition, config, signal: context.signal }), columns)
    return await untilAborted(work, context.signal)
  } catch (cause) {
    if (context.signal.aborted || (isVarveError(cause) && cause.code === 'INTERRUPTED')) return undefined
    throw new VarveError('USER_CODE_FAILED', {
      what: `${stepName(step)} threw: ${cause instanceof Error ? cause.message : inspect(cause)}`,
      where: cause instanceof Error ? firstFrame(cause) : undefined,
      fix: 'mend the function, or the data it reads, and run again',
      cause,
    })
  }
}

/** Lets go of user code that does not heed its signal; what it makes afterwards is never published. */
async function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw new VarveError('INTERRUPTED', { what: 'the run was interrupted' }) // an aborted signal tells nobody again
  let letGo = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    letGo = () => reject(new VarveError('INTERRUPTED', { what: 'the run was interrupted' }))
  })
  signal.addEventListener('abort', letGo, { once: true })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal.removeEventListener('abort', letGo)
  }
}

function firstFrame(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .find(line => line.trimStart().startsWith('at '))
    ?.trim()
    .slice('at '.length)
}
