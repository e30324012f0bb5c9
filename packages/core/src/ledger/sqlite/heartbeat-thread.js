/** The thread that renews a run's lease, whatever its main thread does: plain JavaScript, since a thread has no loader for TypeScript. */
import { parentPort, workerData } from 'node:worker_threads'

/** @type {import('./heartbeat.ts').HeartbeatOrders} */
const { uri, renew, run, everyMs, retryMs, busyTimeoutMs, flags } = workerData
const state = new Int32Array(flags)
const [ending, inLibrary] = [0, 1]

for (let delayMs = everyMs; Atomics.wait(state, ending, 0, delayMs) === 'timed-out'; ) {
  // A process that ends while this thread is in the native library is aborted by it: from here on the end is waited for.
  Atomics.store(state, inLibrary, 1)
  if (Atomics.load(state, ending) === 1) break
  const { DatabaseSync } = await import('@photostructure/sqlite')
  const said = beat(DatabaseSync)
  parentPort?.postMessage(said)
  if (said.kind === 'ended') break
  delayMs = said.kind === 'renewed' ? everyMs : retryMs
}

/**
 * The connection is this thread's own and lasts for one renewal, so none is open when the run ends.
 *
 * @param {typeof import('@photostructure/sqlite').DatabaseSync} DatabaseSync
 * @returns {import('./heartbeat.ts').HeartbeatSaid}
 */
function beat(DatabaseSync) {
  const beganMs = Number(process.hrtime.bigint()) / 1e6
  let db
  try {
    db = new DatabaseSync(uri, { timeout: busyTimeoutMs })
    db.exec('PRAGMA synchronous = NORMAL')
    const { changes } = db.prepare(renew).run(Date.now(), run)
    return changes === 0 ? { kind: 'ended' } : { kind: 'renewed', beganMs }
  } catch (error) {
    return { kind: 'failed', message: String(error) }
  } finally {
    db?.close()
  }
}
