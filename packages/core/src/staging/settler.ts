/** The name under which a command that is no run stages its links: it says which process that is and until when, so that abandoned ones are swept. */
import type { Instant } from '@varve/partitions'
import { sha256 } from '../foundation/hash.ts'
import type { Random } from '../foundation/random.ts'
import type { AskHolder } from '../ledger/holder.ts'
import type { Holder } from '../ledger/records.ts'

/** A settler renews nothing, so its lease is longer than any settling takes: an hour. */
const leaseMs = 3_600_000

/** A new name for each use: two commands of one process may settle at once. @param now by the clock of the commands. */
export function settlerName({ host, boot, namespace, pid, started }: Holder, random: Random, now: Instant): string {
  const text = JSON.stringify([shortName(host), boot, namespace, pid, started, now + leaseMs])
  return `settle-${random.hex(4)}-${Buffer.from(text).toString('base64url')}`
}

/** Whether a staging holder is a settler whose process is dead for certain, or cannot be asked and whose lease is over. */
export function isAbandonedSettler(name: string, ask: AskHolder, now: Instant): boolean {
  const settler = settlerOf(name)
  if (settler === undefined) return false
  const said = ask(settler.holder)
  return said === 'dead' || (said === 'by lease' && settler.leaseEnds <= now)
}

function settlerOf(name: string): { readonly holder: Holder; readonly leaseEnds: Instant } | undefined {
  const [, text] = /^settle-[0-9a-f]{8}-([\w-]+)$/.exec(name) ?? []
  if (text === undefined) return undefined
  try {
    const [host, boot, namespace, pid, started, leaseEnds] = JSON.parse(Buffer.from(text, 'base64url').toString())
    return { holder: { host, boot, namespace, pid, started }, leaseEnds }
  } catch {
    return undefined
  }
}

/** A host's name may be longer than the name of a folder. */
function shortName(host: string): string {
  return sha256(new TextEncoder().encode(host)).slice(0, 12)
}
