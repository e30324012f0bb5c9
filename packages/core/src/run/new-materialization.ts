/** The record of what a step made: its version, its bytes, its verdict, and exactly what it was made from. */
import { formatSelection } from '@varve/partitions'
import type { Clock } from '../foundation/clock.ts'
import type { NewMaterialization } from '../ledger/ledger.ts'
import type { LineageInput, Provenance, Sequence } from '../ledger/records.ts'
import type { Wanted, WantedInput } from '../plan/judge.ts'
import type { Step } from '../plan/step.ts'
import { partitionFolder } from '../tree/folders.ts'
import { materializationId } from '../version/materialization-id.ts'
import { windowsOf } from '../version/partition-windows.ts'
import type { Audited } from './assignment.ts'

export interface MadeIn {
  readonly run: string
  readonly environment: string
  readonly clock: Clock
  readonly provenance: Provenance
}

/** @param asOf the ledger order in which the inputs were resolved. */
export function newMaterialization(step: Step, wanted: Wanted, made: Audited, asOf: Sequence, context: MadeIn): NewMaterialization {
  const { node } = step
  const { identity, name: asset } = node
  const partition = step.partition.key
  const { version } = wanted
  const { artifact } = made.staged
  return {
    id: materializationId({ asset, partition, version, content: artifact.sha256, run: context.run }),
    asset,
    partition,
    windows: windowsOf(step.partition),
    version,
    definitionHash: identity.definitionHash,
    codeVersion: identity.codeVersion,
    configHash: identity.configHash,
    config: identity.config,
    artifact,
    stored: made.stored,
    folder: partitionFolder(asset, identity.configHash, step.partition),
    contract: made.verdict ? { hash: made.verdict.contract, verdict: made.verdict } : null,
    run: context.run,
    createdAt: context.clock.now(),
    provenance: context.provenance,
    lineage: wanted.inputs.map(input => lineageInput(input, asOf, context)),
    complete: wanted.complete,
  }
}

function lineageInput({ input, partitions, missing, short, external }: WantedInput, asOf: Sequence, { environment }: MadeIn): LineageInput {
  const { name, asset } = input
  if (input.kind === 'external' || partitions === null) {
    const nothing = { mapping: 'external', partitions: '', missing: '', environment: null, asOf: null }
    return { input: name, asset, ...nothing, short, external }
  }
  return {
    input: name,
    asset,
    mapping: input.mapping.name,
    partitions: formatSelection(partitions),
    missing: missing.join(','),
    short,
    environment,
    asOf,
    external: null,
  }
}
