/** The thread that a ledger lives in: opens it, and answers what it is asked. */
import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../foundation/invariant.ts'
import type { JsonObject } from '../../foundation/json.ts'
import type { Ledger } from '../ledger.ts'
import type { LedgerSnapshot } from '../snapshot.ts'
import { type Answer, type Call, errorMessage, type OpenedLedger, type OpenedSnapshot, type ThreadOrders } from './message.ts'
import { presenceOf } from './presence.ts'

type Method = (...values: readonly unknown[]) => Promise<unknown>

if (parentPort) serve(parentPort, workerData)

function serve(port: NonNullable<typeof parentPort>, { address, presence: shared }: ThreadOrders): void {
  const presence = presenceOf(shared)
  const snapshots = new Map<number, LedgerSnapshot>()
  let opened: Promise<Ledger> | undefined
  let snapshotCount = 0

  const open = async (): Promise<OpenedLedger> => {
    const { openLedger }: { openLedger(options: JsonObject): Promise<Ledger> } = await import(address.module)
    opened = openLedger(address.options)
    return { id: (await opened).id }
  }
  const openSnapshot = async (ledger: Ledger): Promise<OpenedSnapshot> => {
    const snapshot = await ledger.snapshot()
    snapshotCount += 1
    snapshots.set(snapshotCount, snapshot)
    return { snapshot: snapshotCount, sequence: snapshot.sequence }
  }
  const answer = async ({ of, method, values }: Call): Promise<unknown> => {
    if (of === 'ledger' && method === 'open') return open()
    const ledger = await opened
    invariant(ledger !== undefined, 'a ledger was asked in its thread before it was opened')
    if (of === 'ledger' && method === 'snapshot') return openSnapshot(ledger)
    if (typeof of === 'number' && method === 'close' && !snapshots.has(of)) return // it can be closed again
    const asked = of === 'ledger' ? ledger : of === 'tree' ? ledger.tree : snapshots.get(of)
    invariant(asked !== undefined, 'a snapshot was asked after it was closed')
    if (method === 'close' && typeof of === 'number') snapshots.delete(of)
    return (asked as unknown as Readonly<Record<string, Method>>)[method]!(...values) // the names are those of `methods`
  }
  port.on('message', (call: Call) => {
    if (!presence.enter()) return
    answer(call)
      .then(
        (value): Answer => ({ kind: 'value', number: call.number, value }),
        (error): Answer => ({ kind: 'error', number: call.number, error: errorMessage(error) }),
      )
      .then(said => {
        presence.leave()
        port.postMessage(said)
        if (call.of === 'ledger' && call.method === 'close') port.close()
      })
  })
}
