/** The boundary around user code: whatever it does ends its own step with a named error, and never the run (semantics 58). */
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type AnyAsset, asset, catalog, daily, dataContract, external, type Format, materialize, plan, status, VarveError } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type LoggedLine, linesOf } from '../../../packages/core/src/user-code/lines.ts'

const good = asset({
  run: async () => {
    await sleep(5)
    return [{ value: 1 }]
  },
})

/** What became of the asset `bad`, with a sibling beside it that must not notice. */
async function ranBeside(bad: AnyAsset, captureOutput = false) {
  const lab = memoryConfig(catalog({ bad, good }))
  const { status, steps, failures } = await materialize(lab, { concurrency: 2, captureOutput })
  return { status, steps: { done: steps.done, failed: steps.failed }, failures: failures.map(({ code, message }) => `${code} ${message}`) }
}

const stepFailed = { status: 'partial', steps: { done: 1, failed: 1 } }

function throwing(make: () => unknown): AnyAsset {
  return asset({
    run: () => {
      throw make()
    },
  })
}

test.each([
  ['process.exit', (): unknown => process.exit(0), 'bad called process.exit(0)'],
  [
    'process.reallyExit',
    () => (process as unknown as { reallyExit(code: number): never }).reallyExit(7),
    'bad called process.reallyExit(7)',
  ],
  ['a signal to itself', (): unknown => process.kill(process.pid), "bad called process.kill(process.pid, 'SIGTERM')"],
] as const)('%s in a step ends that step, not the process', async (_, act, said) => {
  const { failures, ...rest } = await ranBeside(asset({ run: (): unknown => [{ value: act() }] }))
  expect(rest).toEqual(stepFailed)
  expect(failures).toEqual([expect.stringContaining(`USER_CODE_EXITED ${said}`)])
})

test.each([
  ['half a pair of surrogates', 'x \ud800 y', 'x \ufffd y'],
  ['a pair of surrogates where a long one is cut', `${'x'.repeat(3999)}😀 and more`, 'x\ufffd…'],
])('a message with %s fails its step, not the run that records it', async (_, message, said) => {
  const { failures, ...rest } = await ranBeside(throwing(() => new Error(message)))
  expect(rest).toEqual(stepFailed)
  expect(failures).toEqual([expect.stringContaining(said)])
})

test('code that catches what process.exit throws has ended its step all the same', async () => {
  const stubborn = asset({
    run: () => {
      try {
        process.exit(1)
      } catch {
        return [{ value: 1 }]
      }
    },
  })
  expect(await ranBeside(stubborn)).toMatchObject(stepFailed)
})

test.each([
  ['a promise that nobody awaits is rejected', (): unknown => void Promise.reject(new Error('lost'))],
  ['a timer throws', (): unknown => void setTimeout(() => fail('lost'), 1)],
  ['a tick throws', () => process.nextTick(() => fail('lost'))],
  [
    'an emitter of its own has no listener for an error',
    (): unknown => void setTimeout(() => new EventEmitter().emit('error', new Error('lost')), 1),
  ],
] as const)('%s: the step fails by name, and its sibling is published', async (_, leak) => {
  const leaking = asset({
    run: async () => {
      leak()
      await sleep(20)
      return [{ value: 1 }]
    },
  })
  const { failures, ...rest } = await ranBeside(leaking)
  expect(rest).toEqual(stepFailed)
  expect(failures).toEqual([expect.stringContaining('USER_CODE_FAILED bad failed in the background: lost')])
})

test('a rejection that is there when run returns fails the step before anything is published', async () => {
  const leaking = asset({
    run: () => {
      void Promise.reject(new Error('too early to be late'))
      return [{ value: 1 }]
    },
  })
  expect(await ranBeside(leaking)).toMatchObject(stepFailed)
})

test('an error after its step was published fails the run, names the step, and leaves the partition', async () => {
  let published = false
  let thrown = false
  const late = asset({
    run: () => {
      const timer = setInterval(() => {
        if (!published) return
        clearInterval(timer)
        thrown = true
        fail('too late')
      }, 1)
      return [{ value: 1 }]
    },
  })
  const slow = asset({
    inputs: { late },
    run: async () => {
      published = true
      while (!thrown) await sleep(1)
      return [{ value: 2 }]
    },
  })
  const lab = memoryConfig(catalog({ late, slow }))
  const outcome = await materialize(lab)
  expect(outcome).toMatchObject({ status: 'partial', steps: { done: 2, failed: 0 } })
  expect(outcome.failures).toEqual([
    {
      asset: 'late',
      partition: '',
      code: 'USER_CODE_FAILED',
      message: expect.stringMatching(/too late, after the code of late had ended/),
      quarantine: null,
    },
  ])
  expect((await status(lab)).assets.map(({ fresh }) => fresh)).toEqual([1, 1])
})

const hostile = new Proxy(new Error('proxied'), {
  has: () => fail('has'),
  get: () => fail('get'),
  getPrototypeOf: () => fail('getPrototypeOf'),
})
const circle = Object.assign(new Error('a circle'), { cause: undefined as unknown })
circle.cause = circle

test.each([
  ['null', (): unknown => null, 'bad threw: null'],
  ['undefined', (): unknown => undefined, 'bad threw: undefined'],
  ['a text', (): unknown => 'out of luck', "bad threw: 'out of luck'"],
  ['a frozen error', () => Object.freeze(new Error('frozen')), 'bad threw: frozen'],
  ['an error without a message', () => new TypeError(), 'bad threw: TypeError'],
  ['an error whose message throws', () => Object.defineProperty(new Error(), 'message', { get: () => fail('message') }), 'bad threw: '],
  ['an error whose stack throws', () => Object.defineProperty(new Error('odd'), 'stack', { get: () => fail('stack') }), 'bad threw: odd'],
  [
    'an object that throws when it is inspected',
    () => ({ [Symbol.for('nodejs.util.inspect.custom')]: () => fail('inspect') }),
    'a value that cannot',
  ],
  ['a proxy that throws', () => hostile, 'bad threw: '],
  ['an error that is its own cause', () => circle, 'bad threw: a circle'],
  ['our own interruption', () => new VarveError('INTERRUPTED', { what: 'a lie' }), 'bad threw: INTERRUPTED  a lie'],
  ['another error of ours', () => new VarveError('LEDGER_FORKED', { what: 'a lie' }), 'bad threw: LEDGER_FORKED  a lie'],
] as const)('a run that throws %s is a failure of its step', async (_, thrown, said) => {
  const { failures, ...rest } = await ranBeside(throwing(thrown))
  expect(rest).toEqual(stepFailed)
  expect(failures).toEqual([expect.stringMatching(/^USER_CODE_FAILED /)])
  expect(failures[0]).toContain(said)
})

test('a message without end is cut', async () => {
  const { failures } = await ranBeside(throwing(() => new Error('x'.repeat(1_000_000))))
  expect(failures[0]!.length).toBeLessThan(5_000)
})

test.each([
  ['a thenable that throws in then', () => thenable(() => fail('in then'))],
  ['a thenable that rejects twice', () => thenable((_, reject) => [reject(new Error('once')), reject(new Error('twice'))])],
  [
    'an async generator that throws midway',
    async function* () {
      yield { value: 1 }
      fail('midway')
    },
  ],
  [
    'a generator that throws midway',
    function* () {
      yield { value: 1 }
      fail('midway')
    },
  ],
  ['rows with a getter that throws', () => [Object.defineProperty({}, 'value', { enumerable: true, get: () => fail('getter') })]],
] as const)('%s is a failure of its step', async (_, run) => {
  expect(await ranBeside(asset({ run: run as () => unknown[] }))).toMatchObject({
    ...stepFailed,
    failures: [expect.stringMatching(/^USER_CODE_FAILED bad threw/)],
  })
})

test('rows that never end are let go of when the run is interrupted, also where the generator throws in return()', async () => {
  const interrupt = new AbortController()
  const endless = asset({
    run: async function* () {
      try {
        for (let value = 0; ; value += 1) yield { value }
      } finally {
        fail('in return')
      }
    },
  })
  setTimeout(() => interrupt.abort(), 20)
  const outcome = await materialize(memoryConfig(catalog({ endless })), { signal: interrupt.signal })
  expect(outcome).toMatchObject({ status: 'interrupted', failures: [], interrupted: [{ asset: 'endless' }] })
})

test('an error of ours thrown by a rule of the contract, or by a format, is named for what it was thrown by', async () => {
  const lie = () => new VarveError('INTERRUPTED', { what: 'a lie' })
  const strict = asset({
    contract: dataContract({
      row: z.object({
        value: z.number().refine(() => {
          throw lie()
        }),
      }),
    }),
    run: () => [{ value: 1 }],
  })
  expect((await ranBeside(strict)).failures).toEqual([expect.stringMatching(/^CONTRACT_BROKEN /)])
  const odd: Format = {
    ...{ name: 'odd', extension: 'odd', revision: 1, settings: {}, holds: 'values' },
    encode: async () => {
      throw lie()
    },
    decode: async () => ({ kind: 'value', value: [] }),
  }
  expect((await ranBeside(asset({ format: odd, run: () => [{ value: 1 }] }))).failures).toEqual([
    expect.stringMatching(/^USER_CODE_FAILED the format odd of bad threw: INTERRUPTED/),
  ])
})

const sighted = { observe: async () => ({ version: 'v1', bytes: 1 }), open: async () => ({ value: async () => [] }) }

test.each([
  ['observe throws', { observe: async () => fail('blind') }, 'EXTERNAL_UNREADABLE', 'observe of the external seen threw: blind'],
  [
    'observe throws our own error',
    {
      observe: async () => {
        throw new VarveError('INTERRUPTED', { what: 'a lie' })
      },
    },
    'EXTERNAL_UNREADABLE',
    'a lie',
  ],
  ['observe returns no version', { observe: async () => ({ version: 7, bytes: 1 }) }, 'EXTERNAL_UNREADABLE', 'returned no version'],
  ['observe ends the process', { observe: async () => process.exit(1) }, 'USER_CODE_EXITED', 'the external seen called process.exit(1)'],
  [
    'observe fails in the background',
    {
      observe: async () => {
        void Promise.reject(new Error('lost'))
        return { version: 'v1', bytes: 1 }
      },
    },
    'USER_CODE_FAILED',
    'lost',
  ],
] as const)('where %s, exactly the readers of the external are blocked, in a run and in a plan', async (_, methods, code, said) => {
  const seen = external<unknown[]>({ description: 'there', contract: undefined, ...sighted, ...methods } as never)
  const reader = asset({ inputs: { seen }, run: () => [{ value: 1 }] })
  const lab = memoryConfig(catalog({ seen, reader, good }))
  const { findings } = await plan(lab)
  expect(findings).toEqual([expect.objectContaining({ code })])
  const outcome = await materialize(lab)
  expect(outcome).toMatchObject({ steps: { done: 1, failed: 0, blocked: 1 }, blocked: [{ asset: 'reader', by: { asset: 'seen', code } }] })
  expect(outcome.failures).toEqual([expect.objectContaining({ asset: 'seen', code, message: expect.stringContaining(said) })])
})

test('an interruption while an external is observed, which never answers, ends the run as interrupted', async () => {
  const interrupt = new AbortController()
  const observe = () => {
    interrupt.abort()
    return new Promise<never>(() => {})
  }
  const seen = external<unknown[]>({ description: 'there', contract: undefined, ...sighted, observe })
  const reader = asset({ inputs: { seen }, run: () => [{ value: 1 }] })
  const outcome = await materialize(memoryConfig(catalog({ seen, reader })), { signal: interrupt.signal })
  expect(outcome).toMatchObject({ status: 'interrupted', failures: [], blocked: [], interrupted: [] })
})

test('an error that no step can be named for fails a run that owns the process, and every step is published', async () => {
  setTimeout(() => fail('of nobody'), 1)
  const slow = asset({ run: async () => (await sleep(20)) ?? [{ value: 1 }] })
  const outcome = await materialize(memoryConfig(catalog({ slow })), { ownsProcess: true })
  expect(outcome).toMatchObject({
    status: 'partial',
    steps: { done: 1, failed: 0 },
    failures: [{ asset: '', partition: '', code: 'USER_CODE_FAILED', message: expect.stringContaining('of nobody') }],
  })
})

test('an external whose open throws fails its reader and names the external', async () => {
  const seen = external<unknown[]>({ description: 'there', contract: undefined, ...sighted, open: async () => fail('shut') })
  const bad = asset({ inputs: { seen }, run: () => [{ value: 1 }] })
  const outcome = await materialize(memoryConfig(catalog({ seen, bad, good })))
  expect(outcome).toMatchObject({ steps: { done: 1, failed: 1 }, failures: [{ asset: 'bad', code: 'EXTERNAL_UNREADABLE' }] })
  expect(outcome.failures[0]!.message).toContain('open of the external seen threw: shut')
})

test('what two steps write is reported by whole lines, each with its step, also what is not ended', async () => {
  const days = daily({ start: '2001-01-01', end: '2001-01-03' })
  const talking = asset({
    partitions: days,
    run: async (_, { partition }) => {
      for (const part of ['one ', 'line\n', 'anö', 'ther\nrest']) {
        process.stdout.write(part)
        await sleep(1)
      }
      process.stderr.write(Buffer.from(`${partition.key}\n`))
      return [{ value: 1 }]
    },
  })
  const lines: LoggedLine[] = []
  await materialize(memoryConfig(catalog({ talking })), {
    concurrency: 2,
    captureOutput: true,
    observers: [event => event.kind === 'log' && lines.push(event)],
  })
  for (const partition of ['2001-01-01', '2001-01-02']) {
    const own = lines.filter(line => line.partition === partition)
    expect(own.every(({ asset }) => asset === 'talking')).toBe(true)
    expect(own.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)).toEqual(['one line', 'anöther', 'rest'])
    expect(own.filter(({ stream }) => stream === 'stderr').map(({ text }) => text)).toEqual([partition])
  }
})

test('a line that never ends comes in pieces, and a character that was cut in two is whole', () => {
  const lines: string[] = []
  const { push, flush } = linesOf(line => lines.push(line))
  const bytes = Buffer.from(`a😀\r\n${'x'.repeat(40_000)}`)
  push(bytes.subarray(0, 3))
  push(bytes.subarray(3))
  flush()
  expect(lines).toEqual(['a😀', 'x'.repeat(16_384), 'x'.repeat(16_384), 'x'.repeat(40_000 - 2 * 16_384)])
})

test('as many steps at once as are asked for are no leak of listeners: Node has nothing to warn of', async () => {
  const warnings: string[] = []
  const note = ({ name }: Error) => warnings.push(name)
  process.on('warning', note)
  const many = asset({ partitions: daily({ start: '2001-01-01', end: '2001-02-01' }), run: () => sleep(5) })
  await materialize(memoryConfig(catalog({ many })), { concurrency: 31, signal: new AbortController().signal })
  await sleep(0) // warnings come in a turn of their own
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('two runs at once each keep their own failures, and the process is as it was once both have ended', async () => {
  const held = () => [
    process.emit,
    process.exit,
    process.kill,
    process.stdout.write,
    process.stderr.write,
    process.listenerCount('uncaughtException'),
    process.listenerCount('unhandledRejection'),
  ]
  const before = held()
  const leaking = asset({
    run: async () => {
      void Promise.reject(new Error('mine'))
      await sleep(10)
      return [{ value: 1 }]
    },
  })
  const [bad, fine] = await Promise.all([ranBeside(leaking, true), materialize(memoryConfig(catalog({ good })))])
  expect(bad).toMatchObject(stepFailed)
  expect(fine).toMatchObject({ status: 'complete', failures: [] })
  expect(held()).toEqual(before)
})

function thenable(then: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => unknown): PromiseLike<unknown> {
  return { ['th' + 'en']: then } as unknown as PromiseLike<unknown>
}

function fail(message: string): never {
  throw new Error(message)
}
