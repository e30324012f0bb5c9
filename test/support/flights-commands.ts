/** Runs commands on the project of the working folder, in one process that loads its assets afresh, and prints what each returned. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exitStatusOf, history, lineage, materialize, type ProjectConfig, path, plan, read, status, verify } from 'varve'
import type { Command } from './flights-project.ts'

const { default: config }: { default: ProjectConfig } = await import(pathToFileURL(resolve('varve.config.ts')).href)
const commands: readonly Command[] = JSON.parse(process.argv[2]!)
const documents: unknown[] = []
for (const command of commands) documents.push(await run(command))
process.stdout.write(JSON.stringify(documents))

async function run(command: Command): Promise<unknown> {
  switch (command[0]) {
    case 'plan':
      return plan(config, command[1])
    case 'materialize': {
      const outcome = await materialize(config, command[1])
      return { ...outcome, exitStatus: exitStatusOf(outcome) }
    }
    case 'status':
      return status(config, command[1])
    case 'verify':
      return verify(config, command[1])
    case 'lineage':
      return lineage(config, command[1], command[2])
    case 'history':
      return history(config, command[1], command[2])
    case 'path':
      return path(config, command[1], command[2])
    case 'read':
      return read(config, command[1], command[2])
  }
}
