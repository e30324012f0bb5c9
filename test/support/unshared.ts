/** Processes in a pid namespace of their own, as those of a container are: where this machine allows it. */
import { spawn, spawnSync } from 'node:child_process'

/** Starts a command so. The namespace ends with its first process, and that one with the process that started it. */
export const unsharing: readonly string[] = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', '--']

/** Undefined where it works; else the reason, for the name of a test that is skipped. */
export const whyNotUnshared: string | undefined = reason()

/** Like `spawn`; a signal ends all of the namespace. */
export const unshared = ((command: string, args: readonly string[], settings: object) =>
  spawn(unsharing[0]!, [...unsharing.slice(1), command, ...args], settings)) as typeof spawn

function reason(): string | undefined {
  const { status, stderr, error } = spawnSync(unsharing[0]!, [...unsharing.slice(1), 'true'], { encoding: 'utf8' })
  if (status === 0) return undefined
  return ` (skipped: ${(error?.message ?? stderr).trim()})`
}
