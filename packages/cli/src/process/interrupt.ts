/** SIGINT and SIGTERM: the first asks the run to end well, the second ends the process. */
import { exitProcess } from './own-process.ts'

export interface Interruption {
  readonly signal: AbortSignal
  /** 130 or 143 once interrupted. */
  exitStatus(): number | undefined
  /** Gives the signals back. */
  release(): void
}

const exitStatuses = { SIGINT: 130, SIGTERM: 143 } as const

export function interruption(): Interruption {
  const controller = new AbortController()
  let status: number | undefined
  const interrupt = (name: NodeJS.Signals) => {
    const wanted = exitStatuses[name as keyof typeof exitStatuses]
    if (status !== undefined) exitProcess(wanted)
    status = wanted
    process.stderr.write(`${name}: finishing what is being published; press again to stop at once\n`)
    controller.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  return {
    signal: controller.signal,
    exitStatus: () => status,
    release: () => process.off('SIGINT', interrupt).off('SIGTERM', interrupt),
  }
}
