/** The clock of the bench: wall time, or with `--processor` what processors worked for this process, which other work on the machine changes less. */
import { processorMs } from './side-by-side.ts'

export const isProcessorTime = process.argv.includes('--processor')

export function stopwatchMs(): number {
  return isProcessorTime ? processorMs() : performance.now()
}
