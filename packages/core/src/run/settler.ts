/** The name under which a command that is no run stages its links: it tells which process that is, so that a dead one's are swept. */
import { sha256 } from '../foundation/hash.ts'
import type { Random } from '../foundation/random.ts'
import { isDeadOnThisHost } from '../ledger/holder.ts'
import type { Holder } from '../ledger/records.ts'

/** A new name for each use: two commands of one process may settle at once. */
export function settlerName({ host, boot, pid, started }: Holder, random: Random): string {
  const text = JSON.stringify([shortName(host), boot, pid, started])
  return `settle-${random.hex(4)}-${Buffer.from(text).toString('base64url')}`
}

/** Whether a staging holder is a settler whose process is dead for certain, seen from `here`. */
export function isDeadSettler(name: string, here: Holder): boolean {
  const settler = settlerOf(name)
  return settler !== undefined && isDeadOnThisHost({ ...here, host: shortName(here.host) })(settler)
}

function settlerOf(name: string): Holder | undefined {
  const [, text] = /^settle-[0-9a-f]{8}-([\w-]+)$/.exec(name) ?? []
  if (text === undefined) return undefined
  try {
    const [host, boot, pid, started] = JSON.parse(Buffer.from(text, 'base64url').toString())
    return { host, boot, pid, started }
  } catch {
    return undefined
  }
}

/** A host's name may be longer than the name of a folder. */
function shortName(host: string): string {
  return sha256(new TextEncoder().encode(host)).slice(0, 12)
}
