/** What the bench compares with: the same kind of work done plainly. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import { DirectedGraph } from 'graphology'

/** A table of a partition and its version, and nothing else. */
export async function fillRows({ path, count }: { readonly path: string; readonly count: number }): Promise<() => number> {
  return () => {
    const db = new DatabaseSync(path)
    db.exec('PRAGMA journal_mode = WAL')
    db.exec('CREATE TABLE made (partition TEXT PRIMARY KEY, version BLOB NOT NULL) WITHOUT ROWID')
    const insert = db.prepare('INSERT INTO made (partition, version) VALUES (?, ?)')
    for (let first = 0; first < count; first += 64) {
      db.exec('BEGIN')
      for (let index = first; index < Math.min(first + 64, count); index += 1) {
        insert.run(`2001-01-01T${String(index).padStart(7, '0')}`, createHash('sha256').update(String(index)).digest())
      }
      db.exec('COMMIT')
    }
    db.close()
    return count
  }
}

/** From the opening of the file. */
export async function countRows({ path }: { readonly path: string }): Promise<() => number> {
  return () => {
    const db = new DatabaseSync(path, { readOnly: true })
    const { rows }: { readonly rows: number } = db.prepare('SELECT count(*) AS rows FROM made WHERE length(version) = 32').get()
    db.close()
    return rows
  }
}

/** Of a database with all that was written moved into it, with the files beside it. */
export async function sizeOf({ path }: { readonly path: string }): Promise<() => number> {
  return () => {
    const db = new DatabaseSync(path)
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    return ['', '-wal', '-shm'].reduce((sum, suffix) => sum + (statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0), 0)
  }
}

/** A graph of the names and edges of a JSON file. */
export async function graphOf({ path }: { readonly path: string }): Promise<() => Promise<number>> {
  return async () => {
    const { names, edges } = JSON.parse(await readFile(path, 'utf8')) as {
      readonly names: readonly string[]
      readonly edges: readonly (readonly [string, string])[]
    }
    const graph = new DirectedGraph()
    for (const name of names) graph.addNode(name)
    for (const [from, to] of edges) graph.addEdge(from, to)
    return graph.order
  }
}

/** One hash over the key and the content hash of each partition. */
export async function hashOf({ count }: { readonly count: number }): Promise<() => string> {
  const list = Array.from({ length: count }, (_, index) => {
    return `2001-01-01T${String(index).padStart(7, '0')}${createHash('sha256').update(String(index)).digest('hex')}`
  })
  return () => {
    const hash = createHash('sha256')
    for (const each of list) hash.update(each)
    return hash.digest('hex')
  }
}

/** What the analysis of source needs, and nothing else. */
export async function compiler(_: null): Promise<() => Promise<boolean>> {
  return async () => 'Project' in (await import('ts-morph'))
}
