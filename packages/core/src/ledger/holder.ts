/** Which process holds something, and whether a holder that was written down is dead, runs, or must be judged by its lease. */
import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Holder } from './records.ts'

/**
 * `dead`: for certain, so it is replaced at once. `running`: it is never replaced, however long it takes.
 * `by lease`: it is stopped or cannot be asked, so it counts as running until its lease ends.
 */
export type HolderState = 'dead' | 'running' | 'by lease'

export type AskHolder = (holder: Holder) => HolderState

type Found = { readonly state: 'gone' | 'stopped' | 'running' /** Null where the machine does not say. */; readonly started: string | null }

/** This process, distinguished from every other by boot, namespace, pid and start time; the host's name is for people. */
export async function thisHolder(): Promise<Holder> {
  const { started } = findProcess(process.pid)
  const namespace = started === null ? null : namespaceOfPids()
  const place = { host: hostname(), boot: bootId(), namespace, pid: process.pid }
  return { ...place, started: started ?? `node ${Math.round(performance.timeOrigin)}` }
}

/**
 * Only a process of the same boot and namespace can be asked: anywhere else its pid is another process, or none.
 * Another boot may be an earlier one of this machine, or another machine that shares the file: nobody here can say which.
 *
 * @example
 * const ask = askFrom(await thisHolder())
 */
export function askFrom(here: Holder): AskHolder {
  return holder => {
    const { boot, namespace, pid, started } = holder
    const isHere = boot === here.boot && namespace === here.namespace
    if (isHere && pid === here.pid && started === here.started) return 'running'
    if (!isHere || boot === null || namespace === null) return 'by lease'
    const found = findProcess(pid)
    if (found.state === 'gone') return 'dead'
    if (found.started === null) return 'by lease'
    if (found.started !== started) return 'dead' // another process has its pid by now
    return found.state === 'stopped' ? 'by lease' : 'running'
  }
}

function bootId(): string | null {
  if (process.platform === 'linux') return unlessItFails(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  if (process.platform === 'darwin') return unlessItFails(() => output('sysctl', ['-n', 'kern.bootsessionuuid']))
  return null
}

/**
 * Where pids and start times mean the same; null where nobody can be asked. A `/proc` that was mounted for another namespace
 * shows other processes under the same pids.
 */
function namespaceOfPids(): string | null {
  if (process.platform === 'darwin') return 'all'
  if (process.platform !== 'linux') return null
  return unlessItFails(() => {
    if (readlinkSync('/proc/self') !== String(process.pid)) return null
    return [readlinkSync('/proc/self/ns/pid'), unlessItFails(() => readlinkSync('/proc/self/ns/time'))].filter(Boolean).join(' ')
  })
}

function findProcess(pid: number): Found {
  if (!isPidInUse(pid)) return { state: 'gone', started: null }
  const found = process.platform === 'linux' ? linuxProcess(pid) : process.platform === 'darwin' ? macProcess(pid) : null
  // It may have ended since, or be hidden from this user.
  return found ?? { state: isPidInUse(pid) ? 'running' : 'gone', started: null }
}

/** By anyone. */
function isPidInUse(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH') // EPERM: it is there and belongs to somebody else
  }
}

function linuxProcess(pid: number): Found | null {
  const stat = unlessItFails(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  if (stat === null) return null
  // The second field is the command in parentheses and may hold spaces and parentheses itself: count from its end.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: stateOf(state), started: fields[18] ?? null } // field 22 of the line
}

function macProcess(pid: number): Found | null {
  const line = unlessItFails(() => output('ps', ['-o', 'state=,lstart=', '-p', String(pid)]))
  if (line === null) return null
  const [state = '', ...started] = line.split(/\s+/)
  return { state: stateOf(state), started: started.join(' ') }
}

/** A killed process whose parent has not collected it keeps its pid, but holds nothing any more. */
function stateOf(letters: string): Found['state'] {
  if (/^[ZX]/.test(letters)) return 'gone'
  return /^[Tt]/.test(letters) ? 'stopped' : 'running'
}

/** The text must not depend on who asks. */
function output(command: string, args: readonly string[]): string {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  return execFileSync(command, args, { encoding: 'utf8', env, stdio: 'pipe' }).trim()
}

function unlessItFails<T>(look: () => T): T | null {
  try {
    return look()
  } catch {
    return null
  }
}
