/** The thread that renews a run's lease, whatever its main thread does: plain JavaScript, since a thread has no loader for TypeScript. */
import { parentPort, workerData } from 'node:worker_threads'

/** @type {import('./heartbeat.ts').HeartbeatOrders} */
const { address, run, everyMs, retryMs, flags } = workerData
const state = new Int32Array(flags)
const [ending, inLibrary] = [0, 1]

for (let delayMs = everyMs; Atomics.wait(state, ending, 0, delayMs) === 'timed-out'; ) {
  // A process that ends while this thread is in a native library is aborted by it: from here on the end is waited for.
  Atomics.store(state, inLibrary, 1)
  if (Atomics.load(state, ending) === 1) break
  const { openLedger } = await import(address.module)
  if (typeof openLedger !== 'function') throw new TypeError(`${address.module} exports no function openLedger`)
  const said = await beat(openLedger)
  parentPort?.postMessage(said)
  if (said.kind === 'ended') break
  delayMs = said.kind === 'renewed' ? everyMs : retryMs
}

/**
 * The ledger is this thread's own and open for one renewal, so none is open when the run ends.
 *
 * @param {(options: import('../foundation/json.ts').JsonObject) => Promise<Pick<import('./ledger.ts').Ledger, 'heartbeat' | 'close'>>} openLedger
 * @returns {Promise<import('./heartbeat.ts').HeartbeatSaid>}
 */
async function beat(openLedger) {
  const beganMs = Number(process.hrtime.bigint()) / 1e6
  try {
    const ledger = await openLedger(address.options)
    try {
      return (await ledger.heartbeat(run)) ? { kind: 'renewed', beganMs } : { kind: 'ended' }
    } finally {
      await ledger.close()
    }
  } catch (error) {
    return { kind: 'failed', message: String(error) }
  }
}
