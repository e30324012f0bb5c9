/** The process is the command's own: nothing but the command ends it, and what fails in the background fails the command. */

/** Node's own exit, whatever takes its place later. */
export const exitProcess: (status: number) => never = process.exit.bind(process)

/** What code of the project did to the process where no run could name a step for it. */
export class ProcessFailure extends Error {
  override readonly name = 'ProcessFailure'
  readonly kind: 'exited' | 'threw' | 'never settled'

  constructor(kind: ProcessFailure['kind'], message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
  }
}

/**
 * To be called once, before any user code is loaded. A run takes what it can name a step for; the rest comes here.
 *
 * @returns a promise that is rejected with the first {@link ProcessFailure}; what follows it changes nothing.
 */
export function ownProcess(): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    process.exit = status => {
      const exit = new ProcessFailure('exited', `process.exit(${status ?? ''})`)
      reject(exit)
      throw exit
    }
    const threw = (thrown: unknown) => {
      if (!(thrown instanceof ProcessFailure)) reject(new ProcessFailure('threw', 'an error in the background', thrown))
    }
    process.on('uncaughtException', threw).on('unhandledRejection', threw)
    process.on('beforeExit', () => reject(new ProcessFailure('never settled', 'nothing is left to wait for')))
  })
  failure.catch(() => {})
  return failure
}
