/** A finding: one thing to know about a project, said alike by `catalog()`, `check`, `plan` and `materialize`. */

/** What finds it may add facts of its own: where it is, what was edited. */
export interface Finding {
  /** `info`: nothing has to be done about it. */
  readonly severity: 'error' | 'warning' | 'info'
  readonly code: string
  /** The asset it is about, or null. */
  readonly asset: string | null
  /** A sentence that can be read alone. */
  readonly message: string
  readonly fix: string | null
}
