/** Rows 2 to 5 of a step: read the pinned inputs, run the function, judge its rows, stage the bytes, judge the set. */
import { pathOf } from '@varve/partitions'
import type { AnyAsset } from '../../asset/any-asset.ts'
import { judge } from '../../contract/gate.ts'
import type { GateResult } from '../../contract/gate-result.ts'
import { maskedGate } from '../../contract/masked-gate.ts'
import { quarantineBytes } from '../../contract/quarantine.ts'
import { isBuiltIn } from '../../io/built-in.ts'
import type { StoredForm } from '../../io/decoder.ts'
import { encodeReturned } from '../../io/encode-returned.ts'
import type { Format } from '../../io/format.ts'
import type { PlanNode } from '../../plan/node.ts'
import { type Step, stepName } from '../../plan/step.ts'
import { type Mask, maskUrls } from '../../secret/masker.ts'
import type { Returned } from '../../table/returned.ts'
import { callUserCode, passing } from '../../user-code/call.ts'
import { failedCode } from '../../user-code/errors-of-user-code.ts'
import type { Guard } from '../../user-code/guard.ts'
import type { Scope } from '../../user-code/scope.ts'
import type { Assignment, MadeOutput, Rejected } from '../assignment.ts'
import type { Passed } from '../commit-row.ts'
import { collectRows } from './collect-rows.ts'
import { type Reader, readInputs } from './read-inputs.ts'

/** The open project of whoever makes steps. */
export interface Maker extends Reader {
  /** Where user code runs. */
  readonly guard: Guard
  /** Takes the secrets of config out of every text of user code. */
  readonly mask: Mask
  readonly passed: Passed
  /** The format an asset is stored in: its own, or the config's. */
  formatOf(asset: AnyAsset): Format
}

/** @throws what user code does, and what storage cannot */
export async function makeArtifact(step: Step, assignment: Assignment, maker: Maker, signal: AbortSignal): Promise<MadeOutput> {
  const { node, partition } = step
  const code = maker.guard.scope({ kind: 'step', name: stepName(step), asset: node.name, partition: partition.key })
  let made: MadeOutput | undefined
  try {
    made = await makeIn(code, step, assignment, maker, signal)
    return made
  } finally {
    code.end(made?.kind === 'audited')
  }
}

/** @param code the scope of everything here that may be code of the user: decoding, `run`, the contract's rules, encoding. */
async function makeIn(code: Scope, step: Step, assignment: Assignment, maker: Maker, signal: AbortSignal): Promise<MadeOutput> {
  const { node } = step
  const { passed, store } = maker
  const { name } = code.owner
  const { reads } = assignment
  const inputs =
    reads.length === 0
      ? {}
      : await callUserCode(code, () => readInputs(reads, maker, signal), {
          signal,
          explain: passing(['Data', 'UserCode', 'Storage', 'Invariant'], thrown => failedCode(`reading the inputs of ${name}`, thrown)),
        })
  passed('read')
  const returned = await callUserCode(code, () => runFunction(step, inputs, signal), { signal })
  passed('code')
  const { contract } = node.asset
  const format = maker.formatOf(node.asset)
  const { contractHash } = node.identity
  const gate = contract ? await callUserCode(code, () => judge(contract, returned), { signal }) : undefined
  if (contractHash !== null && gate && !gate.ok && gate.bad.length > 0) return rejected(gate, contractHash, null, step, assignment, maker)
  const encoded = await callUserCode(code, () => encodeReturned(format, returned, contract !== undefined), {
    signal,
    explain: passing(['Data'], thrown => failedCode(`the format ${format.name} of ${name}`, thrown)),
  })
  const members = [{ name: `part.${format.extension}`, bytes: encoded.bytes }] as const
  const staged = await store.staged.stage(assignment.run, assignment.attempt, members, encoded.rows)
  passed('stage')
  if (code.failure) throw code.failure
  if (contractHash !== null && gate && !gate.ok) {
    await store.staged.discard(staged)
    return rejected(gate, contractHash, staged.artifact.sha256, step, assignment, maker)
  }
  passed('audit')
  const { sha256: subject } = staged.artifact
  const verdict = contractHash === null ? null : { ok: true, contract: contractHash, subject, rows: encoded.rows, broken: [] }
  return { kind: 'audited', staged, stored: storedForm(node), verdict }
}

/** @param subject the hash of the bytes that were judged; null where bad rows kept them from being encoded. */
async function rejected(
  gate: GateResult,
  contract: string,
  subject: string | null,
  { node, partition }: Step,
  { run, outputs: [{ version }] }: Assignment,
  { store, mask }: Maker,
): Promise<Rejected> {
  const { rows, broken, bad } = maskedGate(gate, mask)
  const bytes = quarantineBytes({ asset: node.name, partition: partition.key, version, broken, bad })
  const { uri, sha256 } = await store.quarantine.keep(run, node.name, pathOf(partition), bytes)
  const verdict = { ok: false, contract, subject, rows, broken }
  return { kind: 'rejected', verdict, quarantine: { uri: maskUrls(uri), sha256, rows: bad.length } }
}

function storedForm({ asset, decoders }: PlanNode): StoredForm {
  const [{ format, code }] = decoders
  const { name, revision, settings } = format
  const { schema = null, absent = [] } = asset.contract ?? {}
  const builtIn = isBuiltIn(format)
  return { format: name, revision, settings, schema, absent, builtIn, code: builtIn ? null : code }
}

async function runFunction({ node, partition }: Step, inputs: Record<string, unknown>, signal: AbortSignal): Promise<Returned> {
  const config = structuredClone(node.identity.revealConfig())
  const run = node.asset.run as (inputs: unknown, context: unknown) => unknown
  return collectRows(await run(inputs, { partition: partition.value, config, signal }), node.asset.contract, signal)
}
