/** Which files and folders this thread syncs to the device while something runs: each sync of Node's is counted, and done. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** @returns the path of each sync, in order; `unknown` where it was opened in another way than by `open` or as a file handle. */
export async function countedSyncs(act: () => Promise<unknown>): Promise<readonly string[]> {
  const synced: string[] = []
  const paths = new Map<unknown, string>()
  const { open } = fs.promises
  const originals = { open: fs.open, fsync: fs.fsync, fdatasync: fs.fdatasync, fsyncSync: fs.fsyncSync, fdatasyncSync: fs.fdatasyncSync }
  fs.promises.open = async (path, ...how) => {
    const handle = await open(path, ...how)
    for (const name of ['sync', 'datasync'] as const) {
      const sync = handle[name].bind(handle)
      handle[name] = () => {
        synced.push(String(path))
        return sync()
      }
    }
    return handle
  }
  const counted = Object.entries(originals).map(([name, original]) => {
    const act = (descriptor: unknown, ...given: unknown[]) => {
      if (name === 'open') given.push(rememberingFor(String(descriptor), given.pop() as Opened))
      else synced.push(paths.get(descriptor) ?? 'unknown')
      return Reflect.apply(original, fs, [descriptor, ...given])
    }
    return [name, act] as const
  })
  const rememberingFor = (path: string, opened: Opened): Opened => {
    return (error, descriptor) => {
      if (!error) paths.set(descriptor, path)
      opened(error, descriptor)
    }
  }
  Object.assign(fs, Object.fromEntries(counted))
  syncBuiltinESMExports()
  try {
    await act()
  } finally {
    fs.promises.open = open
    Object.assign(fs, originals)
    syncBuiltinESMExports()
  }
  return synced
}

type Opened = (error: Error | null, descriptor: number) => void
