/** Varve, the asset framework for TypeScript: the front door. */

// Defining assets:

export type { AnyAsset, Asset, Context, DataContract, External, Input, Partitions, RowOf } from '@varve/core'
export { applyContract, asset, dataContract, external, from, isAsset, isExternal, type SecretOptions, secret } from '@varve/core'
export { type ExternalFileOptions, externalFile } from '@varve/io-managers'

// Partition sets, and the mappings between them:

export type {
  CronSet,
  CustomMapping,
  Daily,
  DynamicSegments,
  Exclude,
  Hourly,
  Minutes,
  Monthly,
  Product,
  Quarterly,
  Segments,
  TimePartition,
  TimeSet,
  Unpartitioned,
  Weekday,
  Weekly,
  Yearly,
} from '@varve/partitions'
export {
  all,
  checkMapping,
  collapse,
  cron,
  customMapping,
  daily,
  dimension,
  dynamicSegments,
  existingOnly,
  hourly,
  last,
  latest,
  minutes,
  monthly,
  next,
  offset,
  overlap,
  perDimension,
  previous,
  product,
  quarterly,
  same,
  segments,
  self,
  specific,
  staticMap,
  unpartitioned,
  weekly,
  yearly,
} from '@varve/partitions'

// Mounting and configuring a project:

export { type Catalog, catalog, defineConfig, type ProjectConfig } from '@varve/core'
export { csv, file, ioManager, json, memory, parquet } from '@varve/io-managers'

// Formats of your own:

export type { Column, ColumnSchema, ColumnType, Content, Encoded, Format, Table, TableFormat, TableSchema, ValueFormat } from '@varve/core'
export { rowsOf, tableOf } from '@varve/core'

// Storages of your own:

export type { Storage, StorageDefinition } from '@varve/core'

// Where the ledger is kept, and a ledger of your own:

export type { Ledger, LedgerDefinition, LedgerSnapshot, OpenedLedger, SqliteLedgerOptions } from '@varve/core'
export { sqliteLedger } from '@varve/core'

// Running it, and asking for its state:

export type {
  AddKeysDocument,
  CheckDocument,
  EraseDocument,
  EraseRequest,
  HistoryDocument,
  KeysRequest,
  LineageDocument,
  LineageRequest,
  ListKeysDocument,
  MaterializeRequest,
  Outcome,
  PathDocument,
  PlanDocument,
  RebuildDocument,
  RebuildRequest,
  RemoveKeysDocument,
  RunEvent,
  RunObserver,
  StatusDocument,
  VerifyDocument,
} from '@varve/core'
export {
  addKeys,
  check,
  erase,
  exitStatusOf,
  history,
  lineage,
  listKeys,
  materialize,
  path,
  plan,
  read,
  rebuildLedger,
  removeKeys,
  status,
  verify,
} from '@varve/core'

// Errors; a definition that is refused as it is written, and what a mapping raises by itself, is a PartitionError:

export { type ErrorCode, type ErrorDocument, type ErrorFamily, errorDocument, isVarveError, VarveError } from '@varve/core'
export { isPartitionError, type PartitionError, type PartitionErrorCode } from '@varve/partitions'
