/** Rows 2 to 5 of a step: read the pinned inputs, run the function, judge its rows, stage the bytes, judge the set. */
import { judge } from '../contract/gate.ts'
import type { GateResult } from '../contract/gate-result.ts'
import type { Verdict } from '../contract/verdict.ts'
import { sha256 } from '../foundation/hash.ts'
import { referenceText } from '../foundation/reference-text.ts'
import { encodeReturned } from '../io/encode-returned.ts'
import { readValue } from '../io/read-value.ts'
import type { StagedArtifact } from '../io/staged-files.ts'
import { lostInput } from '../object/lost-input.ts'
import type { Wanted, WantedInput } from '../plan/judge.ts'
import { type Step, stepName } from '../plan/step.ts'
import type { Returned } from '../table/returned.ts'
import { callUserCode, passing } from '../user-code/call.ts'
import { failedCode } from '../user-code/errors-of-user-code.ts'
import type { Scope } from '../user-code/scope.ts'
import { collectRows } from './collect-rows.ts'
import type { RunContext } from './run-context.ts'

/** An interruption is thrown. */
export type Made = Audited | Rejected

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
  const { node, partition } = step
  const code = context.guard.scope({ kind: 'step', name: stepName(step), asset: node.name, partition: partition.key })
  let made: Made | undefined
  try {
    made = await makeIn(code, step, wanted, context)
    return made
  } finally {
    code.end(made?.kind === 'audited')
  }
}

/** @param code the scope of everything here that may be code of the user: decoding, `run`, the contract's rules, encoding. */
async function makeIn(code: Scope, step: Step, wanted: Wanted, context: RunContext): Promise<Made> {
  const { node } = step
  const { passed, store, signal } = context
  const { name } = code.owner
  const inputs = await callUserCode(code, () => readInputs(wanted, context), {
    signal,
    explain: passing(['Data', 'UserCode', 'Storage', 'Invariant'], thrown => failedCode(`reading the inputs of ${name}`, thrown)),
  })
  passed('read')
  const returned = await callUserCode(code, () => runFunction(step, inputs, context), { signal })
  passed('code')
  const { contract } = node.asset
  const format = context.formatOf(node.asset)
  const { contractHash } = node.identity
  const gate = contract ? await callUserCode(code, () => judge(contract, returned), { signal }) : undefined
  if (contractHash !== null && gate && !gate.ok && gate.bad.length > 0) return rejected(gate, contractHash, null)
  const encoded = await callUserCode(code, () => encodeReturned(format, returned, contract !== undefined), {
    signal,
    explain: passing(['Data'], thrown => failedCode(`the format ${format.name} of ${name}`, thrown)),
  })
  const members = [{ name: `part.${format.extension}`, bytes: encoded.bytes }] as const
  const staged = await store.staged.stage(context.run, attemptOf(name), members, encoded.rows)
  passed('stage')
  if (code.failure) throw code.failure
  if (contractHash !== null && gate && !gate.ok) {
    await store.staged.discard(staged)
    return rejected(gate, contractHash, staged.artifact.sha256)
  }
  passed('audit')
  const { sha256: subject } = staged.artifact
  const verdict = contractHash === null ? null : { ok: true, contract: contractHash, subject, rows: encoded.rows, broken: [] }
  return { kind: 'audited', staged, verdict }
}

/** A run makes a step once; its name may be longer than that of a folder. */
function attemptOf(step: string): string {
  return sha256(step).slice(0, 16)
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
    const read = readValue(context.store, decoders, of!, referenceText(name, key))
    values.set(
      key,
      await read.catch(async error => {
        throw await lostInput(error, of!, context.environment, context)
      }),
    )
  }
  if (input.mapping.arity === 'many') return values
  const [value] = values.values()
  return value
}

async function runFunction({ node, partition }: Step, inputs: Record<string, unknown>, { signal }: RunContext): Promise<Returned> {
  const config = structuredClone(node.identity.revealConfig())
  const run = node.asset.run as (inputs: unknown, context: unknown) => unknown
  return collectRows(await run(inputs, { partition: partition.value, config, signal }), node.asset.contract, signal)
}
