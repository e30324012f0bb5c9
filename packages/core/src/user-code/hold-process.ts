/** The process while runs are on: ends, errors in the background and output of user code are traced to the scope whose code it is. */
import { exited, failedInBackground, neverSettled } from './errors-of-user-code.ts'
import type { OutputStream } from './lines.ts'
import { currentScope, type Host, Scope } from './scope.ts'

const hosts = new Set<Host>()
let restore: readonly (() => void)[] = []
let restoreStreams: readonly (() => void)[] = []

/**
 * Nothing of the process is changed but while a run holds it, and then only what concerns code of a run: the rest goes on to Node and
 * to the listeners that others added, as if nobody held it. So events are taken before they are emitted; a listener would hide them from Node.
 *
 * @returns what lets go again.
 */
export function holdProcess(host: Host): () => void {
  if (hosts.size === 0) restore = [holdEvents(), holdExit('exit'), holdExit('reallyExit'), holdKill()]
  if (host.logs && ![...hosts].some(({ logs }) => logs)) restoreStreams = [holdStream('stdout'), holdStream('stderr')]
  hosts.add(host)
  return () => {
    hosts.delete(host)
    if (![...hosts].some(({ logs }) => logs)) restoreStreams = undone(restoreStreams)
    if (hosts.size === 0) restore = undone(restore)
  }
}

function undone(steps: readonly (() => void)[]): readonly [] {
  for (const step of steps) step()
  return []
}

/** The scope or run whose code runs now, while its run is on. */
function holder(): Scope | Host | undefined {
  const found = currentScope()
  return found && hosts.has(found instanceof Scope ? found.host : found) ? found : undefined
}

/** The scope that code belongs to, or whoever owns the process. */
function responsible(): Scope | Host | undefined {
  return holder() ?? [...hosts].findLast(({ ownsProcess }) => ownsProcess)
}

type Emit = (this: NodeJS.Process, name: string | symbol, ...values: unknown[]) => boolean

function holdEvents(): () => void {
  return replace(process as unknown as { emit: Emit }, 'emit', emit => {
    return function (name, ...values) {
      if (name === 'uncaughtException' || name === 'unhandledRejection') return taken(values[0]) || emit.call(this, name, ...values)
      if (name === 'beforeExit') return failUnsettled() || emit.call(this, name, ...values)
      return emit.call(this, name, ...values)
    }
  })
}

/** Thrown where code wanted to end the process, so that it does not go on. */
class Ended extends Error {
  override readonly name = 'Ended'
}

function taken(thrown: unknown): boolean {
  const found = responsible()
  if (!found) return false
  if (!(thrown instanceof Ended)) found.fail(failedInBackground(nameOf(found), thrown))
  return true
}

/** Nothing is left that could settle what these calls wait for: Node would end the process now, in silence. */
function failUnsettled(): boolean {
  const stuck = [...hosts].flatMap(({ scopes }) => [...scopes].filter(({ pending }) => pending.size > 0))
  // What a step reads comes first: where that fails, the step has an answer.
  const externals = stuck.filter(({ owner }) => owner.kind === 'external')
  for (const scope of externals.length > 0 ? externals : stuck) scope.fail(neverSettled(scope.owner.name))
  if (stuck.length > 0) setImmediate(() => {})
  return stuck.length > 0
}

function holdExit(method: 'exit' | 'reallyExit'): () => void {
  return replace(process as unknown as Record<typeof method, (code?: number | string | null) => never>, method, exit => {
    return code => {
      const scope = holder()
      // Node's own exit ends in reallyExit, in nobody's scope.
      const found = scope instanceof Scope ? scope : method === 'exit' && !scope ? responsible() : undefined
      return found ? endedBy(`process.${method}(${code ?? ''})`, found) : exit.call(process, code)
    }
  })
}

/** Those that end a process and can be refused; a SIGKILL to oneself is as final as abort(). */
const endingSignals: readonly unknown[] = [undefined, 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 15, 2, 1, 3]

type Kill = (pid: number, signal?: string | number) => true

function holdKill(): () => void {
  return replace(process as { kill: Kill }, 'kill', kill => {
    return (pid, signal) => {
      const scope = holder()
      if (scope instanceof Scope && (pid === process.pid || pid === 0) && endingSignals.includes(signal)) {
        return endedBy(`process.kill(${pid === 0 ? 0 : 'process.pid'}, '${signal ?? 'SIGTERM'}')`, scope)
      }
      return kill.call(process, pid, signal)
    }
  })
}

function endedBy(call: string, found: Scope | Host): never {
  const ended = new Ended(`${call} was called in code of a run`)
  // below the frames of this file
  const stack = ended.stack
    ?.split('\n')
    .filter(line => line.trimStart().startsWith('at '))
    .slice(2)
    .join('\n')
  found.fail(exited(nameOf(found), call, stack))
  throw ended
}

function nameOf(found: Scope | Host): string {
  return found instanceof Scope ? found.owner.name : 'code of the project'
}

type Write = (chunk: unknown, encoding?: unknown, done?: unknown) => boolean

function holdStream(stream: OutputStream): () => void {
  return replace(process[stream] as unknown as { write: Write }, 'write', write => {
    return (chunk, encoding, done) => {
      const scope = holder()
      const bytes = scope instanceof Scope && scope.host.logs ? bytesOf(chunk, encoding) : undefined
      if (!bytes) return write.call(process[stream], chunk, encoding, done)
      ;(scope as Scope).wrote(stream, bytes)
      const written = typeof encoding === 'function' ? encoding : done
      if (typeof written === 'function') process.nextTick(written)
      return true
    }
  })
}

/** Undefined for what a stream refuses: it says so itself. */
function bytesOf(chunk: unknown, encoding: unknown): Uint8Array | undefined {
  if (chunk instanceof Uint8Array) return chunk
  return typeof chunk === 'string'
    ? Buffer.from(chunk, Buffer.isEncoding(encoding as string) ? (encoding as BufferEncoding) : 'utf8')
    : undefined
}

/** Where somebody else has replaced the method since, theirs stays: it calls ours, which lets everything pass once nobody holds the process. */
function replace<K extends string, M>(target: Record<K, M>, name: K, make: (original: M) => M): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name)
  const ours = make(target[name])
  target[name] = ours
  return () => {
    if (target[name] !== ours) return
    if (own) Object.defineProperty(target, name, own)
    else delete (target as Partial<Record<K, M>>)[name]
  }
}
