/** One partition of one asset as people name it. */

/** `flights@2001-01-01`, or the name alone for an unpartitioned asset. */
export function referenceText(asset: string, partition: string): string {
  return partition === '' ? asset : `${asset}@${partition}`
}
