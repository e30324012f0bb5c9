/** The frame of every command: load the project, ask core, print the document, set the exit status. */
import type { OpenOptions, ProjectConfig } from '@varve/core'
import type { Command } from 'commander'
import type { Page } from '../output/page.ts'
import type { Stdout } from '../output/stdout.ts'

export interface Question<T> {
  ask(config: ProjectConfig, options: OpenOptions): Promise<T>
  /** The answer for people, without a line end. */
  show(document: T, page: Page): string
  /** Advice for people where there is no answer to print: printed on stderr, and stdout stays empty. */
  advise?(document: T): string | undefined
  /** Default 0. */
  exitStatus?(document: T): number | Promise<number>
}

interface Globals {
  readonly config?: string
  readonly root?: string
  readonly json?: boolean
}

/** Everything heavy is imported here, so that `--help` loads none of it. */
export async function answer<T>(command: Command, stdout: Stdout, question: Question<T>): Promise<void> {
  const { config: configPath, root, json } = command.optsWithGlobals<Globals>()
  const { loadConfig } = await import('../project/load-config.ts')
  const config = await loadConfig(configPath)
  const note = (message: string) => void process.stderr.write(`${message}\n`)
  const document = await question.ask(config, root ? { root, note } : { note })
  if (json) stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  else if (!advised(question.advise?.(document))) {
    const { shown } = await import('../output/page.ts')
    stdout.write(`${await shown(process.stdout, page => question.show(document, page))}\n`)
  }
  process.exitCode = (await question.exitStatus?.(document)) ?? 0
}

function advised(advice: string | undefined): boolean {
  if (advice === undefined) return false
  process.stderr.write(`${advice}\n`)
  return true
}
