/** How long the names of files may be on this operating system, below the root at hand. */
import type { StorageLimits } from '@varve/core'

/** Of one name: bytes on Linux, and no less on the others. */
const partBytes = 255
/** Of an absolute path with its closing zero byte. Windows has a longer form of paths, which Node uses by itself. */
const pathBytes: Readonly<Partial<Record<NodeJS.Platform, number>>> = { linux: 4096, darwin: 1024, win32: 32_767 }
const pathBytesElsewhere = 1024

/** @param root absolute. */
export function pathLimits(root: string): StorageLimits {
  const whole = pathBytes[process.platform] ?? pathBytesElsewhere
  return { partBytes, pathBytes: Math.max(0, whole - 1 - Buffer.byteLength(`${root}/`)) }
}
