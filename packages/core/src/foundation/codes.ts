/** Every error code: who can act on it, and whether trying again can help. */

/** Who can act: see docs/errors.md. */
export type ErrorFamily = 'Definition' | 'Request' | 'Data' | 'UserCode' | 'Storage' | 'Ledger' | 'Interrupted' | 'Invariant'

interface CodeFacts {
  readonly family: ErrorFamily
  /** Whether the same attempt, unchanged, may succeed later. */
  readonly retryable: boolean
}

const permanent = (family: ErrorFamily): CodeFacts => ({ family, retryable: false })
const transient = (family: ErrorFamily): CodeFacts => ({ family, retryable: true })

export const codes = {
  // Definition: the author of the assets
  BAD_PARTITION_DEFINITION: permanent('Definition'),
  PARTITIONS_DO_NOT_FIT: permanent('Definition'),
  MAPPING_BREAKS_LAW: permanent('Definition'),
  MAPPING_FAILED: permanent('Definition'),
  BAD_CONTRACT: permanent('Definition'),
  BAD_ASSET: permanent('Definition'),
  BAD_CONFIG: permanent('Definition'),
  BAD_CATALOG: permanent('Definition'),
  INPUT_NOT_MOUNTED: permanent('Definition'),
  GRAPH_HAS_CYCLE: permanent('Definition'),
  READS_MISSING: permanent('Definition'),
  NOT_CANONICAL: permanent('Definition'),
  PATH_TOO_LONG: permanent('Definition'),
  CONFIG_FILE_MISSING: permanent('Definition'),
  CONFIG_FILE_FAILED: permanent('Definition'),
  CONFIG_FILE_INVALID: permanent('Definition'),
  DEFINITION_DIFFERS: permanent('Definition'),
  // Request: whoever asked
  UNKNOWN_ASSET: permanent('Request'),
  UNKNOWN_PARTITION: permanent('Request'),
  BAD_SELECTION: permanent('Request'),
  BAD_SUBSET_FORM: permanent('Request'),
  SUBSET_OF_OTHER_PARTITIONS: permanent('Request'),
  BAD_REQUEST: permanent('Request'),
  NOT_MATERIALIZED: permanent('Request'),
  MADE_FOR_OTHER_WINDOW: permanent('Request'),
  OBJECT_SHARED: permanent('Request'),
  NOT_DYNAMIC: permanent('Request'),
  BAD_KEY: permanent('Request'),
  DYNAMIC_KEYS_NEEDED: permanent('Request'),
  // Data: the owner of the data
  CONTRACT_BROKEN: permanent('Data'),
  EXTERNAL_ABSENT: permanent('Data'),
  EXTERNAL_CHANGED: permanent('Data'),
  EXTERNAL_UNREADABLE: permanent('Data'),
  INPUT_MISSING: permanent('Data'),
  INPUT_ERASED: permanent('Data'),
  PARTITION_ERASED: permanent('Data'),
  FORMAT_CANNOT_HOLD: permanent('Data'),
  // User code
  USER_CODE_FAILED: permanent('UserCode'),
  USER_CODE_EXITED: permanent('UserCode'),
  USER_CODE_NEVER_SETTLED: permanent('UserCode'),
  // Storage: the operator, or time
  OBJECT_MISSING: permanent('Storage'),
  OBJECT_CORRUPT: permanent('Storage'),
  INPUT_LOST: permanent('Storage'),
  STORAGE_FAILED: transient('Storage'),
  ROOT_MISSING: permanent('Storage'),
  ROOT_BEHIND: permanent('Storage'),
  ROOT_OWNED_BY_OTHER: permanent('Storage'),
  ROOT_VERSION_UNKNOWN: permanent('Storage'),
  ROOT_DAMAGED: permanent('Storage'),
  UNSAFE_PATH: permanent('Storage'),
  // Ledger
  LEDGER_MISSING: permanent('Ledger'),
  LEDGER_FORKED: permanent('Ledger'),
  LEDGER_READ_ONLY: permanent('Ledger'),
  COMMIT_RECORD_DAMAGED: permanent('Ledger'),
  LEDGER_VERSION_UNKNOWN: permanent('Ledger'),
  LEDGER_UNUSABLE: permanent('Ledger'),
  LEASE_LOST: transient('Ledger'),
  WAITED_TOO_LONG: transient('Ledger'),
  POINTER_MOVED: transient('Ledger'),
  PARTITION_BUSY: transient('Ledger'),
  ERASE_PENDING: transient('Ledger'),
  // Interrupted: nobody; a state of a run
  INTERRUPTED: transient('Interrupted'),
  // Invariant: us
  INVARIANT_BROKEN: permanent('Invariant'),
} as const satisfies Record<string, CodeFacts>

export type ErrorCode = keyof typeof codes
