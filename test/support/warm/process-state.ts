/** What a job may change in its process, put back afterwards; and what of it cannot be put back. */
import { setImmediate as turn } from 'node:timers/promises'

/** @returns what puts everything back, and names what stays: then no other job may run in this process. */
export function keepProcess(): () => Promise<readonly string[]> {
  const background: string[] = []
  const failed = (thrown: unknown) => void background.push(`an error in the background: ${String(thrown)}`)
  const putBack = [
    ...emitters.map(keptListeners),
    keptProperties('process', process, name => !name.startsWith('_events')),
    keptProperties('stdout', process.stdout, name => name === 'write'),
    keptProperties('stderr', process.stderr, name => name === 'write'),
    keptProperties('console', console, () => true),
    keptProperties('globalThis', globalThis, name => !lazy.has(name)),
    ...[Date, Error, JSON, Math, Promise].map(builtIn => keptProperties('built-in', builtIn, () => true)),
  ]
  process.on('uncaughtException', failed).on('unhandledRejection', failed)
  const active = activeResources()
  return async () => {
    const changed = putBack.flatMap(put => put())
    process.exitCode = undefined
    return [...changed, ...background, ...(await leftActive(active))]
  }
}

const emitters = [process, process.stdout, process.stderr]

type Listener = (...values: unknown[]) => void

/** What a job listens to ends with it; each command leaves the listeners of an owner of the process. */
function keptListeners(emitter: NodeJS.EventEmitter): () => readonly string[] {
  const before = new Map(emitter.eventNames().map(name => [name, emitter.rawListeners(name) as Listener[]]))
  return () => {
    for (const name of new Set([...before.keys(), ...emitter.eventNames()])) {
      emitter.removeAllListeners(name)
      for (const listener of before.get(name) ?? []) emitter.on(name, listener)
    }
    return []
  }
}

/** Node replaces these by themselves when they are first asked for. */
const lazy = new Set(
  Object.entries(Object.getOwnPropertyDescriptors(globalThis))
    .filter(([, { get }]) => get)
    .map(([name]) => name),
)

/** The owner of a process replaces its `exit`, and nobody but the host sets `argv`. */
const expected: readonly string[] = ['process.exit', 'process.argv', 'process.exitCode', 'stdout.write', 'stderr.write']

function keptProperties(title: string, target: object, isKept: (name: string) => boolean): () => readonly string[] {
  const kept = () => Object.entries(Object.getOwnPropertyDescriptors(target)).filter(([name]) => isKept(name))
  const before = new Map(kept())
  return () => {
    const changed = kept().filter(([name, now]) => !isSame(before.get(name), now))
    for (const [name] of changed) Reflect.deleteProperty(target, name)
    for (const [name, was] of before)
      if (!isSame(Object.getOwnPropertyDescriptor(target, name), was)) Object.defineProperty(target, name, was)
    return changed.map(([name]) => `${title}.${name}`).filter(name => !expected.includes(name))
  }
}

function isSame(one: PropertyDescriptor | undefined, other: PropertyDescriptor | undefined): boolean {
  return Object.is(one?.value, other?.value) && one?.get === other?.get
}

/** How many timers, sockets, threads and the like keep the process alive, by kind. */
function activeResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) if (!endsByItself.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

const endsByItself = /^(?:FSReq|CloseReq|Immediate|TickObject)/

/** What is about to end gets some turns of the event loop for it. */
async function leftActive(before: ReadonlyMap<string, number>): Promise<readonly string[]> {
  let left: readonly string[] = []
  for (let turns = 0; turns < 100; turns++) {
    left = [...activeResources()].filter(([kind, count]) => count > (before.get(kind) ?? 0)).map(([kind]) => kind)
    if (left.length === 0) break
    await turn()
  }
  return left
}
