/** Which files and folders this thread syncs to the device while something runs: each sync of Node's is counted, and done. */
import fs, { type PathLike } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** @returns the path of each sync in order; `by descriptor` for one that is not asked of a file handle. */
export async function countedSyncs(act: () => Promise<unknown>): Promise<readonly string[]> {
  const synced: string[] = []
  const { open } = fs.promises
  const byDescriptor = (['fsync', 'fdatasync', 'fsyncSync', 'fdatasyncSync'] as const).map(name => [name, fs[name]] as const)
  fs.promises.open = async (path: PathLike, ...how) => {
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
  for (const [name, sync] of byDescriptor) {
    Object.assign(fs, {
      [name]: (...given: unknown[]) => {
        synced.push('by descriptor')
        return Reflect.apply(sync, fs, given)
      },
    })
  }
  syncBuiltinESMExports()
  try {
    await act()
  } finally {
    fs.promises.open = open
    Object.assign(fs, Object.fromEntries(byDescriptor))
    syncBuiltinESMExports()
  }
  return synced
}
