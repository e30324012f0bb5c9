/** Timestamps as text: ISO 8601 with a zone, so that no machine reads another instant than the one that was written. */

/** The instant, or undefined where the text is none or leaves its zone open. */
export function timestampOf(text: string): Date | undefined {
  if (!isoWithZone.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

const isoWithZone = /^([+-]\d{6}|\d{4})-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/
