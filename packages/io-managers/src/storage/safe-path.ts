/** Refuses storage paths that could name anything that is not below the root, before a storage touches them. */
import { VarveError } from '@varve/core'

/** The path itself where every segment is an ordinary name. @throws UNSAFE_PATH */
export function safePath(path: string): string {
  const fault = faultOf(path)
  if (fault !== undefined) {
    throw new VarveError('UNSAFE_PATH', {
      what: `the storage path ${JSON.stringify(path)} is refused`,
      why: fault,
      fix: 'use a relative path of ordinary names separated by "/"',
      details: { path },
    })
  }
  return path
}

/** The name itself where it is one ordinary path segment. @throws UNSAFE_PATH */
export function safeSegment(name: string): string {
  return safePath(name.replaceAll('/', '\\'))
}

function faultOf(path: string): string | undefined {
  if (path.includes('\0')) return 'it holds a NUL character'
  if (path.includes('\\')) return 'it holds a backslash, or a "/" where one name is expected'
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'it is absolute'
  for (const segment of path.split('/')) {
    if (segment === '') return 'it has an empty segment'
    if (segment === '.' || segment === '..') return `it has a segment ${JSON.stringify(segment)}`
  }
  return undefined
}
