/** Every question that passes to a ledger's thread, by the name of its method; the compiler holds that none is left out. */
import type { Ledger } from '../ledger.ts'
import type { LedgerSnapshot } from '../snapshot.ts'
import type { TreeLedger } from '../tree-ledger.ts'

type MethodOf<T> = { [K in keyof T]-?: T[K] extends (...values: never[]) => Promise<unknown> ? K : never }[keyof T]

/** Opening a snapshot and closing are acts of their own. */
export type LedgerMethod = Exclude<MethodOf<Ledger>, 'snapshot' | 'close'>
export type SnapshotMethod = Exclude<MethodOf<LedgerSnapshot>, 'close'>
export type TreeMethod = MethodOf<TreeLedger>

type Named<M extends PropertyKey> = Readonly<Record<M, true>>

const ledger: Named<LedgerMethod> = {
  judged: true,
  bySequence: true,
  startRun: true,
  heartbeat: true,
  rememberPartitions: true,
  endRun: true,
  openRuns: true,
  endAbandoned: true,
  lease: true,
  held: true,
  release: true,
  refuse: true,
  pin: true,
  publish: true,
  observe: true,
  judgeExternal: true,
  addKeys: true,
  removeKeys: true,
  noteLoss: true,
  noteWhole: true,
  erase: true,
  claimRemovals: true,
  settleRemovals: true,
  unwrittenCommits: true,
  settleCommits: true,
  keepStates: true,
  audit: true,
}

const snapshot: Named<SnapshotMethod> = {
  judged: true,
  assets: true,
  moved: true,
  observations: true,
  externalVerdicts: true,
  dynamicKeys: true,
  current: true,
  currentAt: true,
  history: true,
  materializations: true,
  windowsOf: true,
  bySequence: true,
  holdersOf: true,
  environments: true,
  pointers: true,
  erasureOf: true,
  erasures: true,
  removals: true,
  losses: true,
  knownKeys: true,
  runs: true,
  commit: true,
  newestCommit: true,
  commits: true,
  commitBytes: true,
  facts: true,
}

const tree: Named<TreeMethod> = {
  claims: true,
  claim: true,
  settle: true,
  suspects: true,
  clearSuspects: true,
  pending: true,
  entries: true,
  at: true,
  ofOtherBoots: true,
  unshown: true,
  showAgain: true,
  setHidden: true,
  confirm: true,
  comparedUpTo: true,
  noteCompared: true,
}

export const methods = { ledger: namesIn(ledger), snapshot: namesIn(snapshot), tree: namesIn(tree) }

function namesIn<M extends string>(named: Named<M>): readonly M[] {
  return Object.keys(named) as M[] // the keys of the record are its names
}
