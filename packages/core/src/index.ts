/** @varve/core: assets, contracts, catalog, plan, run, ledger and lineage. */

// Defining assets:

export { type AnyAsset, type Asset, type AssetMetadata, type Input, isAsset } from './asset/any-asset.ts'
export { asset } from './asset/asset.ts'
export type { Context } from './asset/context.ts'
export {
  type External,
  type ExternalDefinition,
  type ExternalSource,
  type ExternalVersion,
  external,
  isExternal,
} from './asset/external.ts'
export { from } from './asset/from.ts'
export type { Partitions } from './asset/values.ts'

// Contracts: what a result must meet before anyone can read it.

export { type AnyContract, type DataContract, dataContract, type RowOf } from './contract/data-contract.ts'
export { applyContract } from './contract/gate.ts'
export type { BadRow, GateResult, Violation } from './contract/gate-result.ts'
export type { BrokenRule, Verdict } from './contract/verdict.ts'

// Config:

export { type SecretOptions, secret } from './secret/secret.ts'

// Naming assets and composing them:

export { type Catalog, catalog, isCatalog } from './catalog/catalog.ts'
export { defineConfig, isProjectConfig, type ProjectConfig, type ProjectDefinition } from './catalog/define-config.ts'
export type { DefinitionFinding } from './catalog/definition-finding.ts'
export type { ConfigOf, Given, NamesOf } from './catalog/names.ts'
export type { AssetGraph, GraphEdge, GraphInput, GraphNode } from './graph/asset-graph.ts'
export { type SelectedAssets, selectAssets } from './graph/select.ts'

// Commands, and the documents they print:

export { type CheckDocument, check } from './command/check.ts'
export { type EraseDocument, type EraseRequest, erase } from './command/erase.ts'
export { type HistoryDocument, history } from './command/history.ts'
export {
  type AddKeysDocument,
  addKeys,
  type KeysRequest,
  type ListKeysDocument,
  listKeys,
  type RemoveKeysDocument,
  removeKeys,
} from './command/keys.ts'
export { type LineageDocument, type LineageRequest, lineage } from './command/lineage.ts'
export { type MaterializeRequest, materialize } from './command/materialize.ts'
export { type PathDocument, type PathRequest, path } from './command/path.ts'
export { type PlanCommandRequest, plan } from './command/plan.ts'
export { read } from './command/read.ts'
export type { RebuildDocument } from './command/rebuild-file.ts'
export { type RebuildRequest, rebuildLedger } from './command/rebuild-ledger.ts'
export { type StatusRequest, status } from './command/status.ts'
export { type VerifyDocument, type VerifyRequest, verify } from './command/verify.ts'
export type { Holder } from './ledger/records.ts'
export type { PlanFinding } from './plan/plan.ts'
export type { PlanDocument } from './plan/plan-document.ts'
export type { StatusDocument } from './plan/state/status-document.ts'
export type { OpenOptions } from './project/open-project.ts'
export type { RunEvent, RunObserver } from './run/events.ts'
export { type BlockedPartitions, exitStatusOf, type Failure, type Interrupted, type Outcome } from './run/outcome.ts'
export type { WaitingStep } from './run/waiting-room.ts'
export type { LoggedLine } from './user-code/lines.ts'

// Errors:

export type { ErrorCode, ErrorFamily } from './foundation/codes.ts'
export { type ErrorDocument, type ErrorFacts, errorDocument, isVarveError, VarveError } from './foundation/errors.ts'
export type { Finding } from './foundation/finding.ts'
export { firstFrame, thrownText } from './foundation/thrown.ts'
export { asVarveError } from './foundation/translate-error.ts'
export { exited, failedInBackground, neverSettled } from './user-code/errors-of-user-code.ts'

// Ports for storages and formats:

export { type Artifact, artifactOf, extensionOf, type Member } from './io/artifact.ts'
export type { ArtifactStore } from './io/artifact-store.ts'
export type { CommitRecords } from './io/commit-records.ts'
export type { Content, Encoded, Format, TableFormat, ValueFormat } from './io/format.ts'
export type { IoManager } from './io/io-manager.ts'
export type { ObjectState, Objects, StoredObject } from './io/objects.ts'
export type { Quarantine, QuarantineFolder } from './io/quarantine.ts'
export type { RootFile, RootOwner } from './io/root-file.ts'
export type { NewMember, StagedArtifact, StagedFiles } from './io/staged-files.ts'
export type {
  Bytes,
  FilePage,
  FileStat,
  Generation,
  NamesPage,
  PageRequest,
  ReadOptions,
  RemoveOptions,
  Source,
  Storage,
  StorageDefinition,
  StorageLimits,
  StoredFile,
  WriteOptions,
} from './io/storage.ts'
export type { Tree, TreeMode } from './io/tree.ts'

// Where the ledger is kept, and the port of a ledger of one's own:

export type { LedgerDefinition, OpenedLedger } from './ledger/definition.ts'
export type { Fact, FactKind } from './ledger/facts.ts'
export type { Basis, Judged, JudgedAsset, JudgedRequest, Rows } from './ledger/judged.ts'
export type {
  AbandonedRun,
  Busy,
  Changed,
  EraseAnswer,
  Lease,
  LeaseAnswer,
  LeaseKey,
  LeaseRequest,
  Ledger,
  LedgerAddress,
  NewMaterialization,
  NewRefusal,
  OpenRun,
  Pin,
  PinAnswer,
  PublishGroup,
  PublishItem,
  PublishResult,
  RunStart,
  UnwrittenCommit,
} from './ledger/ledger.ts'
export type {
  CommitEntry,
  Erasure,
  ExternalVerdict,
  KnownKey,
  LineageInput,
  Loss,
  Materialization,
  NamedWindow,
  NewErasure,
  Observation,
  Provenance,
  Refusal,
  RunRecord,
  Sequence,
} from './ledger/records.ts'
export type {
  AssetEntry,
  KeyWindows,
  LedgerSnapshot,
  MaterializationPage,
  MemberHolder,
  PartitionName,
  PointerName,
  PointerPage,
  PointerRecord,
} from './ledger/snapshot.ts'
export { type SqliteLedgerOptions, sqliteLedger } from './ledger/sqlite/sqlite-definition.ts'
export type { KeptState, MovedPartitions, NewState } from './ledger/state.ts'
export type {
  ClaimRequest,
  ConfirmedEntry,
  EntryPage,
  HeldClaim,
  HiddenEntry,
  TreeClaim,
  TreeEntry,
  TreeLedger,
  TreeOutcome,
  TreePath,
  TreeSettlement,
  TreeSuspect,
  TreeTask,
} from './ledger/tree-ledger.ts'

// Tables: what formats are given, and rows as one view of it.

export { isSet } from './table/bitmap.ts'
export { cannotHold, kindOf } from './table/cannot-hold.ts'
export { type CellReader, type Column, cellReader } from './table/column.ts'
export { type ColumnBuilder, columnBuilder } from './table/column-builder.ts'
export { whyNoTable } from './table/draft.ts'
export { tableOf } from './table/fitting-table.ts'
export { jsonText } from './table/json-text.ts'
export { isRow, type Row, rowReader, rowsOf } from './table/rows.ts'
export type { Table } from './table/table.ts'
export type { ColumnSchema, ColumnType, TableSchema } from './table/table-schema.ts'

// What the other packages share with core:

export { canonicalJson } from './foundation/canonical.ts'
export { type Clock, frozenClock, systemClock } from './foundation/clock.ts'
export { creationStack } from './foundation/creation-stack.ts'
export { sha256 } from './foundation/hash.ts'
export type { Json, JsonObject } from './foundation/json.ts'
export { asBuiltIn, isBuiltIn } from './io/built-in.ts'
export { requireFormat } from './io/check-format.ts'
export { contentValue } from './io/read-value.ts'
export { maskedError } from './secret/masked-error.ts'
export { maskUrls } from './secret/masker.ts'
export { parseCreationFrames } from './source/creation-frames.ts'
