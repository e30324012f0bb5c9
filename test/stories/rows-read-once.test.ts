/** What the gate judges is what is encoded: rows of user code are read once, whatever they are. */
import { asset, catalog, dataContract, materialize, read } from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const row = z.object({ n: z.int().max(10), at: z.date().optional(), inside: z.object({ list: z.array(z.int()) }).optional() })

/** Makes an asset of these rows under a contract, and reads what was stored. */
async function stored(run: () => Iterable<unknown> | AsyncIterable<unknown>): Promise<unknown> {
  const rows = asset({ contract: dataContract({ row }), run: run as () => Iterable<z.output<typeof row>> })
  const config = memoryConfig(catalog({ rows }))
  const { failures } = await materialize(config)
  expect(failures).toEqual([])
  return read(config, 'rows')
}

describe('rows whose reads differ', () => {
  test('a getter that answers 1, then 11, passes as 1 and is stored as 1: 11 was stored', async () => {
    let reads = 0
    const counted = {
      get n() {
        reads += 1
        return reads === 1 ? 1 : 11
      },
    }

    expect(await stored(() => [counted])).toEqual([{ n: 1 }])
    expect(reads).toBe(1)
  })

  test('a proxy is asked once for each property', async () => {
    const asked: string[] = []
    const proxy = new Proxy(
      { n: 1 },
      {
        get: (target, key) => {
          asked.push(String(key))
          return Reflect.get(target, key)
        },
      },
    )

    expect(await stored(() => [proxy])).toEqual([{ n: 1 }])
    expect(asked).toEqual(['n'])
  })

  test('a getter inside a nested value is read once too', async () => {
    let reads = 0
    const inside = {
      get list() {
        reads += 1
        return [reads]
      },
    }

    expect(await stored(() => [{ n: 1, inside }])).toEqual([{ n: 1, inside: { list: [1] } }])
  })

  test('a generator that yields one object again and again, changed in between, gives each row as it was', async () => {
    const rows = function* () {
      const one = { n: 0 }
      for (one.n = 1; one.n <= 3; one.n += 1) yield one
    }

    expect(await stored(rows)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  })

  test('rows that user code changes after it has returned them are stored as they were returned', async () => {
    const one = { n: 1, at: new Date(5) }
    const run = () => {
      setImmediate(() => {
        one.n = 11
        one.at.setTime(0)
      })
      return [one]
    }

    expect(await stored(run)).toEqual([{ n: 1, at: new Date(5) }])
  })
})

test('instances of a class are rows: their fields, and what their class computes for a column', async () => {
  class Counted {
    readonly at = new Date(7)
    readonly #half: number
    constructor(half: number) {
      this.#half = half
    }
    get n(): number {
      return this.#half * 2
    }
    double(): number {
      return this.n * 2
    }
  }

  expect(await stored(() => [new Counted(2)])).toEqual([{ n: 4, at: new Date(7) }])
})

test('frozen rows are rows', async () => {
  expect(await stored(() => Object.freeze([Object.freeze({ n: 1 })]))).toEqual([{ n: 1 }])
})

describe('a list with an empty place', () => {
  const sparse = [{ n: 1 }, { n: 2 }, { n: 3 }]
  delete sparse[1]

  test('is rejected by a contract, which counts the place', async () => {
    const rows = asset({ contract: dataContract({ row }), run: () => sparse as { n: number }[] })
    const outcome = await materialize(memoryConfig(catalog({ rows })))

    expect(outcome.failures).toMatchObject([{ code: 'CONTRACT_BROKEN', quarantine: { rows: 1 } }])
  })

  test('is refused without one: as JSON it was stored as text that nobody can read', async () => {
    const rows = asset({ run: () => sparse })
    const outcome = await materialize(memoryConfig(catalog({ rows })))

    expect(outcome.failures).toMatchObject([{ code: 'FORMAT_CANNOT_HOLD', message: expect.stringContaining('$[1]') }])
  })
})

test('a getter that throws fails its step, as user code does', async () => {
  const rows = asset({
    run: () => [
      {
        get n(): number {
          throw new Error('not today')
        },
      },
    ],
  })
  const outcome = await materialize(memoryConfig(catalog({ rows })))

  expect(outcome.failures).toMatchObject([{ code: 'USER_CODE_FAILED', message: expect.stringContaining('not today') }])
})
