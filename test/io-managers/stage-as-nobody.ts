/** A process of its own that gives up the rights of root, if it has them, and stages one file. */
import { file } from '../../packages/io-managers/src/storage/file.ts'

const [folder = '', path = ''] = process.argv.slice(2)
const nobody = 65_534

const storage = file(folder).open('/')
if (process.getuid?.() === 0) process.setuid?.(nobody)
try {
  await storage.stage(path, new TextEncoder().encode('y'))
  console.log('staged')
} catch (error) {
  console.log(JSON.stringify({ code: (error as { code: string }).code, fix: (error as { fix: string }).fix }))
}
