/** The stack of the call that creates a value: where the source of the user's code begins. */

/** Deeper than V8 keeps by default, so that a factory's outermost call, which holds its arguments, is never cut off. */
export function creationStack(): string {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 64
  const { stack = '' } = new Error('creation')
  Error.stackTraceLimit = stackTraceLimit
  return stack
}
