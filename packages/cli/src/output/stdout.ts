/** Standard output belongs to the answer: whatever user code prints goes to stderr, and a reader that has seen enough may leave. */

export interface Stdout {
  write(text: string): void
  /** Resolves once everything written to stdout and stderr has left the process, or nobody reads it any more. */
  flushed(): Promise<void>
}

/** To be called once, before any user code is loaded. */
export function claimStdout(): Stdout {
  const { stdout, stderr } = process
  const write = stdout.write.bind(stdout)
  const writeError = stderr.write.bind(stderr)
  stdout.write = writeError
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe)
  return {
    write: text => void write(text),
    flushed: async () => {
      await Promise.all([write, writeError].map(write => new Promise<void>(done => write('', () => done()))))
    },
  }
}

/** `varve history flights | head` closes the pipe early, and is content. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
