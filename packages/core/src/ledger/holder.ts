/** Which process holds something, and whether a holder that was written down still lives on this host. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Holder } from './records.ts'

type Process =
  | { readonly lives: false }
  | { readonly lives: true /** Null where the host does not tell. */; readonly started: string | null }

/** This process, told from every other by host, boot, pid and start time. */
export async function thisHolder(): Promise<Holder> {
  const own = processOf(process.pid)
  const started = own.lives ? own.started : null
  return { host: hostname(), boot: bootId(), pid: process.pid, started: started ?? `node ${Math.round(performance.timeOrigin)}` }
}

/**
 * Tells, seen from `here`, whether a holder is dead for certain: of another host nothing is known, so its holders count as alive.
 *
 * @example
 * const isDead = isDeadOnThisHost(await thisHolder())
 */
export function isDeadOnThisHost(here: Holder): (holder: Holder) => boolean {
  return holder => {
    if (holder.host !== here.host) return false
    if (holder.boot !== null && here.boot !== null && holder.boot !== here.boot) return true
    if (holder.pid === here.pid) return holder.started !== here.started
    const found = processOf(holder.pid)
    if (!found.lives) return true
    return found.started !== null && found.started !== holder.started
  }
}

function bootId(): string | null {
  if (process.platform !== 'linux') return null
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return null
  }
}

function processOf(pid: number): Process {
  if (!answers(pid)) return { lives: false }
  if (process.platform === 'linux') return linuxProcess(pid)
  if (process.platform === 'darwin') return macProcess(pid)
  return { lives: true, started: null }
}

/** Whether the pid is in use, by anyone. */
function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH') // EPERM: it lives and belongs to somebody else
  }
}

function linuxProcess(pid: number): Process {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the command in parentheses and may hold spaces and parentheses itself: count from its end.
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return isGone(state) ? { lives: false } : { lives: true, started: fields[18] ?? null } // field 22 of the line
  } catch {
    return answers(pid) ? { lives: true, started: null } : { lives: false }
  }
}

function macProcess(pid: number): Process {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' } // the text must not depend on who asks
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8', env, stdio: 'pipe' })
    const [state = '', ...started] = line.trim().split(/\s+/)
    return isGone(state) ? { lives: false } : { lives: true, started: started.join(' ') }
  } catch {
    return answers(pid) ? { lives: true, started: null } : { lives: false }
  }
}

/** A killed process whose parent has not collected it keeps its pid, but holds nothing any more. */
function isGone(state: string): boolean {
  return state.startsWith('Z') || state.startsWith('X')
}
