/** Shows one object in the tree of a storage, and then another in its place; dies while it copies, where it is asked to. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [root, mode, dies] = process.argv.slice(2) as [string, 'link' | 'copy', string?]
const whileCopying: (number | null)[] = []
const { chmod } = fs.promises
// a copy beside its target is made read-only as soon as it is written
fs.promises.chmod = async (path, to) => {
  if (/\.part$/.test(String(path))) {
    if (dies !== undefined) process.kill(process.pid, 'SIGKILL')
    whileCopying.push(fs.statSync(`${root}/main/part`, { throwIfNoEntry: false })?.size ?? null)
  }
  return chmod(path, to)
}
syncBuiltinESMExports()
const { file } = await import('../../packages/io-managers/src/storage/file.ts')
const { byRename } = await import('../../packages/io-managers/src/tree/renames.ts')
const storage = file(root).open('/')
const show = byRename(root, mode)
await show({ object: 'o/1', path: 'main/part', temporary: 'tmp/h/1' })
await storage.putIfAbsent('o/2', new TextEncoder().encode('second'), { temporary: 'tmp/h/put' })
const stamp = await show({ object: 'o/2', path: 'main/part', temporary: 'tmp/h/2' })
const shown = new TextDecoder().decode(await storage.read('main/part'))
const files = (await storage.list('')).files.map(({ path }) => path)
const isStamped = stamp === (await storage.stat('main/part'))?.generation
console.log(JSON.stringify({ files, shown, isStamped, whileCopying, limits: storage.limits }))
