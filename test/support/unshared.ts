/** Processes in a pid namespace of their own, as those of a container are: where this machine allows it. */
import { spawn, spawnSync } from 'node:child_process'

// The namespace ends with its first process, and that one with the process that started it.
const options = ['--pid', '--fork', '--mount-proc', '--kill-child']

/** Undefined where it works; else the reason, for the name of a test that is skipped. */
export const whyNotUnshared: string | undefined = reason()

/** Like `spawn`; a signal ends all of the namespace. */
export const unshared = ((command: string, args: readonly string[], settings: object) =>
  spawn('unshare', [...options, '--', command, ...args], settings)) as typeof spawn

function reason(): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', [...options, '--', 'true'], { encoding: 'utf8' })
  if (status === 0) return undefined
  return ` (skipped: ${(error?.message ?? stderr).trim()})`
}
