/** What methods of JavaScript itself do to the values they are called on and given. */
import { ts } from 'ts-morph'

/** Methods that leave what they are called on as it was, for the values of JavaScript itself. */
export const reading: ReadonlySet<string> = new Set(
  (
    'at concat entries every filter find findIndex findLast flat flatMap forEach get has includes indexOf join keys lastIndexOf map reduce ' +
    'reduceRight slice some toSorted toReversed toSpliced values with toString valueOf toLocaleString test exec match matchAll replace ' +
    'replaceAll split trim startsWith endsWith padStart padEnd toUpperCase toLowerCase charAt charCodeAt codePointAt repeat search ' +
    'normalize localeCompare toFixed getTime toISOString toJSON size length hasOwnProperty bind call apply then catch finally parse safeParse'
  ).split(' '),
)
/** Their first argument is changed. */
const changing: ReadonlySet<string> = new Set(['assign', 'defineProperty', 'defineProperties', 'setPrototypeOf', 'set', 'deleteProperty'])
export const processWide: ReadonlySet<string> = new Set(['chdir', 'umask', 'loadEnvFile', 'setUncaughtExceptionCaptureCallback'])

/** `Array.prototype.push.apply(list, ...)` and `Reflect.apply(...)` change like the method that they name. */
export function isBorrowedMethod({ expression }: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(expression)) return false
  const method = expression.expression
  if (!/^(?:call|apply|bind)$/.test(expression.name.text)) return false
  return !ts.isPropertyAccessExpression(method) || !reading.has(method.name.text)
}

export function isChangingCall({ expression }: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    /^(?:Object|Reflect)$/.test(expression.expression.getText()) &&
    changing.has(expression.name.text)
  )
}
