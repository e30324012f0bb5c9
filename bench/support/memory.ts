/** How much memory a value holds on to, and how long it took to make. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { processorMs } from './side-by-side.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

export function holding<Value>(make: () => Value): { readonly value: Value; readonly bytes: number; readonly ms: number } {
  collectGarbage()
  const before = process.memoryUsage()
  const started = processorMs()
  const value = make()
  const ms = processorMs() - started
  collectGarbage()
  const after = process.memoryUsage()
  return { value, ms, bytes: Math.max(0, after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) }
}
