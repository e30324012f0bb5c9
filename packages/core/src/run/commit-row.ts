/** The rows of the commit order, as points at which tests kill a run. */
export type CommitRow = 'run' | 'lease' | 'read' | 'code' | 'stage' | 'audit' | 'put' | 'publish' | 'commit' | 'claim' | 'show' | 'settle'

/** Called after a row. */
export type Passed = (row: CommitRow) => void
