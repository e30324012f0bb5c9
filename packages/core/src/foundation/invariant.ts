/** Our own promises, checked: a failure here is Varve's bug, never the user's. */
import { VarveError } from './errors.ts'

export function invariant(condition: unknown, promise: string): asserts condition {
  if (!condition) throw new VarveError('INVARIANT_BROKEN', { what: promise, why: 'Varve broke one of its own promises', details: {} })
}
