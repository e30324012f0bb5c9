/** What a plan has to say, as one line. */
import type { Finding } from '@varve/core'

export function findingText({ severity, message, fix }: Finding, emphasized: (text: string) => string): string {
  return `${severity === 'info' ? severity : emphasized(severity)}  ${message}${fix === null ? '' : `; ${fix}`}`
}
