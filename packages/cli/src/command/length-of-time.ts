/** An option that is a length of time. */
import { InvalidArgumentError } from 'commander'

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `90s`, `10m`, `1.5h` in milliseconds. */
export function lengthOfTime(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN)
  if (Number.isFinite(ms)) return ms
  throw new InvalidArgumentError('Give a number and a unit: 90s, 10m, 2h.')
}
