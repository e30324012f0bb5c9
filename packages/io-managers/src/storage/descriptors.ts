/** Files and folders of a disk by their descriptors: where thousands are opened, Node's file handles cost more than the disk does. */
import { close, closeSync, fchmod, fdatasync, fstatSync, fsync, open, writeFile } from 'node:fs'

export function openDescriptor(path: string, flags: string, mode?: number): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, flags, mode, (error, descriptor) => (error ? reject(error) : resolve(descriptor)))
  })
}

/** From where the last write ended. */
export function writeTo(descriptor: number, bytes: Uint8Array): Promise<void> {
  return done(ended => writeFile(descriptor, bytes, ended))
}

/** The names in a folder. */
export function syncNames(descriptor: number): Promise<void> {
  return done(ended => fsync(descriptor, ended))
}

/** The bytes of a file, and what it takes to find them. */
export function syncBytes(descriptor: number): Promise<void> {
  return done(ended => fdatasync(descriptor, ended))
}

/** Also where the process takes bits away from the mode of new files. */
export async function requireMode(descriptor: number, mode: number): Promise<void> {
  if ((fstatSync(descriptor).mode & 0o777) !== mode) await done(ended => fchmod(descriptor, mode, ended))
}

/** @param isSynced then nothing of it is left to be written, so that closing waits for nothing. */
export async function closeDescriptor(descriptor: number, isSynced: boolean): Promise<void> {
  if (isSynced) closeSync(descriptor)
  else await done(ended => close(descriptor, ended))
}

function done(act: (ended: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => act(error => (error ? reject(error) : resolve())))
}
