/** The rows of the commit order, as crash points (design 4.6). */
export type CommitRow = 'run' | 'lease' | 'read' | 'code' | 'stage' | 'audit' | 'put' | 'publish' | 'commit' | 'claim' | 'show' | 'project'
