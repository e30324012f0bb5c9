/** What every step of one run shares. */

import type { AnyAsset } from '../asset/any-asset.ts'
import type { Clock } from '../foundation/clock.ts'
import type { Timers } from '../foundation/timers.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { Format } from '../io/format.ts'
import type { AskHolder } from '../ledger/holder.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Provenance } from '../ledger/records.ts'
import type { ObjectChecks } from '../object/object-checks.ts'
import type { Externals, PlanGraph } from '../plan/node.ts'
import type { Cause } from '../plan/plan.ts'
import type { Mask } from '../secret/masker.ts'
import type { Guard } from '../user-code/guard.ts'
import type { Passed } from './commit-row.ts'
import type { Emit } from './events.ts'
import type { ExternalReader } from './external-reader.ts'
import type { Publisher } from './publish.ts'

export interface RunContext {
  readonly run: string
  readonly environment: string
  /** Whether steps run although their version exists. */
  readonly force: boolean
  readonly graph: PlanGraph
  readonly externals: Externals
  readonly ledger: Ledger
  readonly store: ArtifactStore
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly publisher: Publisher
  /** What is there is hashed before it becomes current again. */
  readonly objects: ObjectChecks
  readonly externalReader: ExternalReader
  readonly provenance: Provenance
  readonly ask: AskHolder
  readonly timers: Timers
  /** The format an asset is stored in: its own, or the config's. */
  formatOf(asset: AnyAsset): Format
  /** For every text of user code that is recorded or shown: takes the secrets of config out of it. */
  readonly mask: Mask
  /** Why a partition cannot be read in this run, or undefined. */
  causeAt(asset: string, ordinal: number): Cause | undefined
  readonly emit: Emit
  /** For tests. */
  readonly passed: Passed
  /** Where user code runs. */
  readonly guard: Guard
}
