/** Storages and formats for Varve assets, and the IO manager that composes one of each. */
export { type ExternalFileOptions, externalFile } from './external-file.ts'
export { csv } from './format/csv.ts'
export { json } from './format/json.ts'
export { parquet } from './format/parquet.ts'
export { type IoManagerOptions, ioManager } from './io-manager.ts'
export { file } from './storage/file.ts'
export { memory } from './storage/memory.ts'
