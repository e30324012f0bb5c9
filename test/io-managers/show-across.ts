/** Shows one object in the tree of a storage, and then another in its place; dies while it copies, where it is asked to. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [root, mode, dies] = process.argv.slice(2) as [string, 'link' | 'copy', string?]
if (dies !== undefined) {
  const { chmod } = fs.promises
  // a copy beside its target is made read-only as soon as it is written
  fs.promises.chmod = async (path, to) =>
    /\.part$/.test(String(path)) ? process.kill(process.pid, 'SIGKILL') && undefined : chmod(path, to)
  syncBuiltinESMExports()
}
const { file } = await import('../../packages/io-managers/src/storage/file.ts')
const { byLink } = await import('../../packages/io-managers/src/tree/links.ts')
const { byCopy } = await import('../../packages/io-managers/src/tree/copies.ts')
const storage = file(root).open('/')
const show = mode === 'link' ? byLink(root) : byCopy(storage)
await show({ object: 'o/1', path: 'main/part', temporary: 'tmp/h/1' })
await storage.putIfAbsent('o/2', new TextEncoder().encode('second'), { temporary: 'tmp/h/put' })
const stamp = await show({ object: 'o/2', path: 'main/part', temporary: 'tmp/h/2' })
const shown = new TextDecoder().decode(await storage.read('main/part'))
const files = (await storage.list('')).files.map(({ path }) => path)
console.log(JSON.stringify({ files, shown, isStamped: stamp === (await storage.stat('main/part'))?.generation, limits: storage.limits }))
