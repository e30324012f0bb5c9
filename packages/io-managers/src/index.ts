/** Storages and formats for Varve assets, and the IO manager that composes one of each. */

// The IO manager, and an external that is read in one of its formats:

export { type ExternalFileOptions, externalFile } from './external-file.ts'
export { type IoManagerOptions, ioManager } from './io-manager.ts'

// Formats:

export { csv } from './format/csv.ts'
export { json } from './format/json.ts'
export { parquet } from './format/parquet.ts'

// Storages:

export { file } from './storage/file.ts'
export { memory } from './storage/memory.ts'
