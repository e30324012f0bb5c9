/** Temporary files of a test run lie in memory where the system has a folder for it with enough room: tests of kills need a file system, none needs a disk. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const before = process.env.TMPDIR
let folder: string | undefined

/** Once before the workers of a test run begin. */
export function setup(): void {
  if (!hasRoom()) return
  for (const name of readdirSync(inMemory)) {
    const [, pid] = /^varve-tests-(\d+)-/.exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(inMemory, name), { recursive: true, force: true })
  }
  folder = mkdtempSync(join(inMemory, `varve-tests-${process.pid}-`))
  chmodSync(folder, 0o1777) // for everybody, as the one that it stands in for
  process.env.TMPDIR = folder
}

export function teardown(): void {
  if (folder === undefined) return
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  rmSync(folder, { recursive: true, force: true })
}

/** Of Linux; in a container it may be small. */
const inMemory = '/dev/shm'
const roomMin = 2 ** 31

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(inMemory)
    return bavail * bsize >= roomMin
  } catch {
    return false
  }
}

/** A test run that was killed leaves its folder in memory. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
