/** An option that counts something. */
import { InvalidArgumentError } from 'commander'

export function wholeNumber(min: number): (text: string) => number {
  return text => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && Number.isSafeInteger(value)) return value
    throw new InvalidArgumentError(`Give a whole number of at least ${min}.`)
  }
}
