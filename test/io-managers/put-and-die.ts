/** Dies by SIGKILL inside `putIfAbsent`, once the bytes are written and before they have their name. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

fs.promises.link = () => {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => {})
}
syncBuiltinESMExports()

const { file } = await import('../../packages/io-managers/src/storage/file.ts')
const [root, path, temporary] = process.argv.slice(2) as [string, string, string]
await file(root).open('/').putIfAbsent(path, new TextEncoder().encode('half a file'), { temporary })
