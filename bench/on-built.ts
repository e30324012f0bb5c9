/** Runs a file of this folder in a copy of the repository that is built, so that what is measured is what users run: `on-built.ts main ledger --full`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inBuiltWorkspace } from './support/built-workspace.ts'

const [file, ...args] = process.argv.slice(2)

process.exitCode = await inBuiltWorkspace(async folder => {
  const child = spawn(process.execPath, [...process.execArgv, join(folder, `bench/${file}.ts`), ...args], { stdio: 'inherit', cwd: folder })
  process.on('SIGINT', () => child.kill('SIGINT'))
  const [status] = await once(child, 'close')
  return status ?? 1
})
