/** Plain data without the secrets in its texts. */
import type { Mask } from './masker.ts'

/** A value of plain data with every text in it masked. */
export function maskedJson(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map(part => maskedJson(part, mask))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, maskedJson(part, mask)]))
}
