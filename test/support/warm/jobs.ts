/** What a warm host is asked to run, and what it answers. */

export interface WarmJob {
  /** A script to import; none: the `varve` command. */
  readonly script: string | null
  readonly args: readonly string[]
  readonly cwd: string
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
}

export interface WarmAnswer {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
  /** What the job left behind, such as a timer or a listener: another job must not run in the same process. */
  readonly left: readonly string[]
}
