/** Varve, the asset framework for TypeScript: the front door. */

export type {
  AnyAsset,
  Asset,
  CheckDocument,
  CommitRow,
  Context,
  DataContract,
  External,
  HistoryDocument,
  Input,
  LineageDocument,
  LineageRequest,
  MaterializeRequest,
  Outcome,
  Partitions,
  PathDocument,
  PlanDocument,
  RowOf,
  RunObserver,
  StatusDocument,
  VerifyDocument,
} from '@varve/core'
// define assets
// mount and configure
// run and ask
// errors
export {
  asset,
  type Catalog,
  catalog,
  check,
  dataContract,
  defineConfig,
  type ErrorCode,
  type ErrorDocument,
  type ErrorFamily,
  exitStatusOf,
  external,
  from,
  history,
  isAsset,
  isExternal,
  isVarveError,
  lineage,
  materialize,
  type ProjectConfig,
  path,
  plan,
  read,
  status,
  VarveError,
  verify,
} from '@varve/core'
export { csv, type ExternalFileOptions, externalFile, file, ioManager, json, memory, parquet } from '@varve/io-managers'
export type { Daily, Product, Segments, TimePartition, Unpartitioned } from '@varve/partitions'
export { all, daily, last, product, same, segments, unpartitioned } from '@varve/partitions'
