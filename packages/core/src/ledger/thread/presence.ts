/** Whether a thread is inside a native library: a process that ends meanwhile is aborted by it, so its end waits until the thread is out. */

/** From the end on the thread does not go in again. */
const [ending, inside] = [0, 1]
const longestWaitMs = 11_000 // a little longer than a connection waits for another process's transaction

export function newPresence(): SharedArrayBuffer {
  return new SharedArrayBuffer(8)
}

/** For the thread. Calls may overlap: it is out once all of them are. */
export interface Presence {
  /** @returns false where the process ends: then nothing more may be begun. */
  enter(): boolean
  leave(): void
}

export function presenceOf(shared: SharedArrayBuffer): Presence {
  const state = new Int32Array(shared)
  const leave = (): void => {
    if (Atomics.sub(state, inside, 1) === 1) Atomics.notify(state, inside)
  }
  return {
    enter: () => {
      Atomics.add(state, inside, 1)
      if (Atomics.load(state, ending) === 0) return true
      leave()
      return false
    },
    leave,
  }
}

/** For the process, as it ends. */
export function keepOut(shared: SharedArrayBuffer): void {
  const state = new Int32Array(shared)
  Atomics.store(state, ending, 1)
  const until = performance.now() + longestWaitMs
  for (let calls = Atomics.load(state, inside); calls > 0 && performance.now() < until; calls = Atomics.load(state, inside)) {
    Atomics.wait(state, inside, calls, until - performance.now())
  }
}
