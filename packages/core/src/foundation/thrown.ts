/** What was thrown, as text: code of a project may throw anything, also a value that throws again when it is looked at. */
import { inspect } from 'node:util'

const lengthMax = 4_000

/** The message of an error, else the value itself as text; never throws. Half a pair of surrogates, which no record can hold, becomes �. */
export function thrownText(thrown: unknown): string {
  const text = safely(() => messageOf(thrown)) ?? safely(() => inspect(thrown)) ?? 'a value that cannot be shown as text'
  return (text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}…`).toWellFormed()
}

/** The uppermost line of an error's stack: `run (/project/assets.ts:3:9)`. */
export function firstFrame(thrown: unknown): string | undefined {
  const stack = safely(() => (thrown as Error).stack)
  if (typeof stack !== 'string') return undefined
  const line = stack.split('\n').find(line => line.trimStart().startsWith('at '))
  return line?.trim().slice('at '.length)
}

/** An error without a message is shown by its name. */
function messageOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { message, name } = thrown
  if (typeof message !== 'string') return undefined
  return message === '' ? String(name) : message
}

/** A getter, a proxy or a method of the value may throw. */
function safely<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
