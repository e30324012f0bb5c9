/** Shows one object in the tree of a storage; dies while it copies, where it is told so. */
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
const storage = file(root).open('/')
const stamp = await storage.show('o/1', 'main/part', 'tmp/h/1', mode)
const files = []
for await (const { path } of storage.list('')) files.push(path)
console.log(JSON.stringify({ files, isStamped: stamp === (await storage.stamp('main/part')), limits: storage.limits }))
