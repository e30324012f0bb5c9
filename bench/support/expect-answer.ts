/** A bench is worth nothing where the answers are wrong. */
import { isDeepStrictEqual } from 'node:util'

export function expectAnswer(what: string, found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) throw new Error(`${what}: found ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`)
}
