/** What examples are given while they run: a comparison, tests that run at once, and a console that keeps quiet. */
import { expect } from 'vitest'

export { expect }

/** `expression   // value`, as the program of an example says it. */
export function shows(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected)
}

const running: Promise<void>[] = []

/** Stands in for vitest's: a page's tests run while the page does. */
export function test(_name: string, run: () => void | Promise<void>): void {
  running.push((async () => run())())
}

/** Resolves once the tests that an example declared have passed. */
export async function testsDone(): Promise<void> {
  await Promise.all(running.splice(0))
}

const quiet = (..._words: readonly unknown[]): void => {}

export const console = { log: quiet, error: quiet, warn: quiet }
