/** Varve, the asset framework for TypeScript: the front door. */

// define assets
export { asset, dataContract, external, from, isAsset, isExternal } from '@varve/core'
export type { AnyAsset, Asset, Context, DataContract, External, Input, Partitions, RowOf } from '@varve/core'
export { all, daily, last, product, same, segments, unpartitioned } from '@varve/partitions'
export type { Daily, Product, Segments, TimePartition, Unpartitioned } from '@varve/partitions'
// mount and configure
export { type Catalog, catalog, defineConfig, type ProjectConfig } from '@varve/core'
export { csv, type ExternalFileOptions, externalFile, file, ioManager, json, memory, parquet } from '@varve/io-managers'
// run and ask
export { check, exitStatusOf, history, lineage, materialize, path, plan, read, status, verify } from '@varve/core'
export type {
  CheckDocument,
  HistoryDocument,
  LineageDocument,
  LineageRequest,
  MaterializeRequest,
  Outcome,
  PathDocument,
  PlanDocument,
  RunObserver,
  StatusDocument,
  VerifyDocument,
} from '@varve/core'
// errors
export { type ErrorCode, type ErrorDocument, type ErrorFamily, isVarveError, VarveError } from '@varve/core'
