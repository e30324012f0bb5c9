/** The windows that a partition's key means, by dimension; none where no dimension is made of time. */
import type { Partition } from '@varve/partitions'
import type { NamedWindow } from '../ledger/records.ts'

export function windowsOf({ parts }: Partition): readonly NamedWindow[] {
  return parts.flatMap(({ dimension, window }) => (window ? [{ dimension, start: window.start, end: window.end }] : []))
}
