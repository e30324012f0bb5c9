/** What to do about a cause that keeps partitions from being made. */
import { shellQuoted } from '@varve/partitions'
import type { Cause } from './plan.ts'

/** Whoever reads it waits only for it to be made: these causes end with one more step, and nobody has to correct anything. */
export function isAwaited(code: string): boolean {
  return code === 'INPUT_MISSING' || code === 'INPUT_LOST'
}

export function fixOfCause({ asset, partition, code }: Cause, environment: string): string {
  switch (code) {
    case 'INPUT_LOST':
      return `${materializeCommand(asset, partition, environment)} makes its lost bytes again`
    case 'INPUT_ERASED':
      return `it was erased on purpose: ${materializeCommand(asset, partition, environment)} --force makes it again`
    default:
      return `fix ${asset} first`
  }
}

/** The command that makes one partition. */
export function materializeCommand(asset: string, partition: string, environment: string): string {
  const partitions = partition === '' ? '' : ` --partitions ${shellQuoted(partition)}`
  return `varve materialize ${asset}${partitions}${environment === 'main' ? '' : ` --env ${shellQuoted(environment)}`}`
}
