/** An executor at the other end of a wire: every assignment and every answer is JSON on the way, and nothing else. */
import { deepStrictEqual } from 'node:assert/strict'
import type { Executor } from '../../packages/core/src/run/assignment.ts'

export function sentAsJson(executor: Executor): Executor {
  return { make: async (assignment, signal) => sent(await executor.make(sent(assignment), signal)) }
}

/** @throws where the value is not the same afterwards */
function sent<T>(value: T): T {
  const received = JSON.parse(JSON.stringify(value)) as T
  deepStrictEqual(received, value)
  return received
}
