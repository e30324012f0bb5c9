/** The code of the error that something ends with. */
import { isVarveError } from 'varve'

export function codeOf(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'no error',
    error => (isVarveError(error) ? error.code : String(error)),
  )
}
