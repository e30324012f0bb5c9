/** An error without the secrets that user code, a storage or a driver put into it. */
import { inspect } from 'node:util'
import { isVarveError, VarveError } from '../foundation/errors.ts'
import { thrownText } from '../foundation/thrown.ts'
import { maskedJson } from './masked-json.ts'
import type { Mask } from './masker.ts'

/** The error itself where it holds none. A cause that holds one is replaced by a plain error of its name, message and stack. */
export function maskedError(error: unknown, mask: Mask): unknown {
  if (!holdsSecret(error, mask)) return error
  if (!isVarveError(error)) return plainError(error, mask)
  const { code, what, where, why, fix, details, cause, stack } = error
  const text = (part: string | undefined) => part && mask(part)
  const copy = new VarveError(code, {
    what: mask(what),
    where: text(where),
    why: text(why),
    fix: mask(fix),
    details: maskedJson(details, mask) as Readonly<Record<string, unknown>>,
    ...(cause === undefined ? {} : { cause: maskedError(cause, mask) }),
  })
  if (stack !== undefined) copy.stack = mask(stack)
  return copy
}

function plainError(error: unknown, mask: Mask): unknown {
  if (!(error instanceof Error)) return mask(typeof error === 'string' ? error : thrownText(error))
  const copy = new Error(mask(thrownText(error)))
  try {
    copy.name = error.name
    if (error.stack !== undefined) copy.stack = mask(error.stack)
  } catch {
    // a getter of the project's that throws: the message is enough
  }
  return copy
}

/** As deep as whoever prints it would look. What throws when it is looked at may hold one all the same. */
function holdsSecret(error: unknown, mask: Mask): boolean {
  try {
    const text = typeof error === 'string' ? error : `${inspect(error, { depth: 10 })}\n${error instanceof Error ? error.message : ''}`
    return mask(text) !== text
  } catch {
    return true
  }
}
