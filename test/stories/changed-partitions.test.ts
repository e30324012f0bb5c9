/** A project whose partition definitions are edited: what is said, what runs, and what is found again. */
import {
  all,
  asset,
  catalog,
  daily,
  from,
  history,
  hourly,
  last,
  lineage,
  materialize,
  type PlanDocument,
  path,
  plan,
  type RunEvent,
  read,
  segments,
  status,
} from 'varve'
import { frozenClock, memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'

const span = { start: '2001-01-05', end: '2001-01-11' }
type DailyOptions = Parameters<typeof daily>[0]
type Lab = ReturnType<typeof memoryConfig>

/** Every partition that user code was run for, in order of name. */
function recorder() {
  const made: string[] = []
  return { add: (name: string) => made.push(name), taken: () => made.splice(0).sort() }
}
const ran = recorder()

/** Days of something, and what reads the last three of them. */
function flightsOf(options: DailyOptions) {
  const days = daily(options)
  const flights = asset({
    partitions: days,
    run: (_inputs, { partition }) => {
      ran.add(`flights@${partition.key}`)
      return [{ from: partition.start.toISOString() }]
    },
  })
  const recent = asset({
    partitions: days,
    inputs: { flights: from(flights, { partitions: last(3) }) },
    run: ({ flights }, { partition }) => {
      ran.add(`recent@${partition.key}`)
      return [{ days: flights.size }]
    },
  })
  return catalog({ flights, recent })
}

/** The same ledger and storage under other definitions, as after an edit; the code counts as the same. */
function edited(lab: Lab, definitions: Lab['catalog']): Lab {
  return { ...memoryConfig(definitions), io: lab.io, lab: lab.lab }
}

async function madeLab(definitions: Lab['catalog']): Promise<Lab> {
  const lab = memoryConfig(definitions)
  await materialize(lab)
  ran.taken()
  return lab
}

function said({ findings }: Pick<PlanDocument, 'findings'>): readonly string[] {
  return findings.map(({ severity, code, message }) => `${severity} ${code} ${message}`)
}

function reasonsOf({ assets }: PlanDocument) {
  return assets.map(({ asset, partitions, kind, reasons, possible }) => {
    const why = Object.entries(reasons).filter(([, count]) => count > 0)
    return { asset, partitions, kind, why: Object.fromEntries(why), possible: possible.partitions }
  })
}

const nothing = { steps: { run: 0, reuse: 0 }, assets: [], findings: [] }

describe('semantics 7', () => {
  test('a start that moves earlier makes the new windows, and those readers that had been short', async () => {
    const lab = edited(await madeLab(flightsOf(span)), flightsOf({ ...span, start: '2001-01-01' }))
    const planned = await plan(lab)
    expect(said(planned)).toEqual([
      'warning PARTITIONS_CHANGED flights: start moved from 2001-01-05 to 2001-01-01: 6 windows stay, 4 are new, none hidden',
      'warning PARTITIONS_CHANGED recent: start moved from 2001-01-05 to 2001-01-01: 6 windows stay, 4 are new, none hidden',
    ])
    expect(reasonsOf(planned)).toEqual([
      { asset: 'flights', partitions: '2001-01-01..2001-01-04', kind: 'run', why: { missing: 4 }, possible: '' },
      { asset: 'recent', partitions: '2001-01-01..2001-01-04', kind: 'run', why: { missing: 4 }, possible: '2001-01-05..2001-01-06' },
    ])
    await materialize(lab, { select: 'flights' })
    expect(ran.taken()).toEqual(['flights@2001-01-01', 'flights@2001-01-02', 'flights@2001-01-03', 'flights@2001-01-04'])
    expect(reasonsOf(await plan(lab))).toEqual([
      { asset: 'recent', partitions: '2001-01-01..2001-01-06', kind: 'run', why: { missing: 4, input: 2 }, possible: '' },
    ])
    await materialize(lab)
    expect(ran.taken()).toEqual([1, 2, 3, 4, 5, 6].map(day => `recent@2001-01-0${day}`))
    expect(await read(lab, 'recent@2001-01-05')).toEqual([{ days: 3 }])
    expect(await plan(lab)).toEqual(nothing)
  })

  test('a start that moves later hides and does not delete: moved back, nothing runs', async () => {
    const made = await madeLab(flightsOf(span))
    const later = edited(made, flightsOf({ ...span, start: '2001-01-07' }))
    expect(said(await plan(later, { select: 'flights' }))).toEqual([
      'warning PARTITIONS_CHANGED flights: start moved from 2001-01-05 to 2001-01-07: 4 windows stay, none are new, 2 hidden',
    ])
    await materialize(later, { select: 'flights' })
    const back = edited(made, flightsOf(span))
    const planned = await plan(back, { select: 'flights' })
    expect(planned.steps).toEqual(nothing.steps)
    expect(said(planned)).toEqual([
      'info PARTITIONS_CHANGED flights: start moved from 2001-01-07 to 2001-01-05: 4 windows stay, 2 are new, none hidden; ' +
        'all that is new was made before, and is back',
    ])
    expect(planned.findings.map(({ fix }) => fix)).toEqual([null])
    expect((await materialize(back)).steps).toMatchObject({ done: 0 })
    expect(ran.taken()).toEqual([])
  })

  test('an end that is added hides what comes after it', async () => {
    const lab = edited(await madeLab(flightsOf({ start: '2099-12-20' })), flightsOf({ start: '2099-12-20', end: '2099-12-30' }))
    const planned = await plan(lab)
    expect(planned.steps).toEqual(nothing.steps)
    expect(planned.findings).toEqual(
      ['flights', 'recent'].map(asset => ({
        severity: 'warning',
        code: 'PARTITIONS_CHANGED',
        asset,
        message: `${asset}: end 2099-12-30 added: 10 windows stay, none are new, 2 hidden`,
        fix: 'what is hidden is not deleted: the earlier definition brings it back',
        change: { edit: 'end 2099-12-30 added', effect: '10 windows stay, none are new, 2 hidden' },
      })),
    )
  })
})

describe('another time zone', () => {
  const chicago = { ...span, timezone: 'America/Chicago' }

  test('has other windows under the same keys: they are missing, and nobody reads the old ones in their place', async () => {
    const lab = edited(await madeLab(flightsOf(span)), flightsOf(chicago))
    const planned = await plan(lab)
    expect(said(planned)[0]).toBe(
      'warning PARTITIONS_CHANGED flights: time zone changed from UTC to America/Chicago: no window stays, 6 are new, 6 hidden',
    )
    expect(reasonsOf(planned).map(({ asset, why, possible }) => [asset, why, possible])).toEqual([
      ['flights', { missing: 6 }, ''],
      ['recent', { missing: 6 }, ''],
    ])
    const alone = await materialize(lab, { select: 'recent', partitions: '2001-01-05' })
    expect(alone.blocked).toEqual([
      {
        asset: 'recent',
        partitions: '2001-01-05',
        by: { asset: 'flights', partition: '2001-01-05', code: 'INPUT_MISSING' },
        fix: 'materialize flights too: select +recent',
      },
    ])
    const { assets } = await status(lab)
    expect(assets.map(({ asset, missing, stale, changed }) => ({ asset, missing, stale, changed }))).toEqual([
      {
        asset: 'flights',
        missing: 6,
        stale: 0,
        changed: 'time zone changed from UTC to America/Chicago: no window stays, 6 are new, 6 hidden',
      },
      { asset: 'recent', missing: 6, stale: 0, changed: null },
    ])
  })

  test('leaves it open whether a reader runs only where its own result for these windows can be met again', async () => {
    const utc = await madeLab(flightsOf(span))
    await materialize(edited(utc, flightsOf(chicago)))
    expect(reasonsOf(await plan(edited(utc, flightsOf({ ...span, start: '2001-01-01' }))))[2]).toEqual({
      asset: 'recent',
      partitions: '2001-01-01..2001-01-04',
      kind: 'run',
      why: { missing: 4 },
      possible: '2001-01-05..2001-01-06',
    })
  })

  test('is nothing that a key of the other is an answer for, until it is made: only the history tells of it', async () => {
    const lab = edited(await madeLab(flightsOf(span)), flightsOf(chicago))
    const error = {
      code: 'MADE_FOR_OTHER_WINDOW',
      why: expect.stringMatching(/2001-01-05T00:00:00.000Z to .+ now means 2001-01-05T06:00:00.000Z to 2001-01-06T06:00:00.000Z$/),
      fix: "varve materialize +flights --partitions '2001-01-05'; varve history 'flights@2001-01-05' lists what was made",
    }
    for (const ask of [read, path, lineage]) await expect(ask(lab, 'flights@2001-01-05')).rejects.toMatchObject(error)
    expect((await path(lab, 'flights')).complete).toBe(false)
    expect((await history(lab, 'flights@2001-01-05')).versions).toHaveLength(1)
    await materialize(lab, { select: 'flights' })
    expect((await path(lab, 'flights@2001-01-05')).complete).toBe(true)
    expect((await path(lab, 'flights')).complete).toBe(true)
    expect((await lineage(lab, 'flights@2001-01-05')).root).toBeDefined()
  })

  test('is distinguished by the window in the history, where the current version may be made for another one', async () => {
    const lab = edited(await madeLab(flightsOf(span)), flightsOf(chicago))
    const toldOf = async () =>
      (await history(lab, 'flights@2001-01-05')).versions.map(({ windows, current, otherWindow, hidden }) => [
        windows,
        { current, otherWindow, hidden },
      ])
    const utc = [{ dimension: 'day', start: '2001-01-05T00:00:00.000Z', end: '2001-01-06T00:00:00.000Z' }]
    const central = [{ dimension: 'day', start: '2001-01-05T06:00:00.000Z', end: '2001-01-06T06:00:00.000Z' }]
    expect(await toldOf()).toEqual([[utc, { current: true, otherWindow: true, hidden: false }]])
    await materialize(lab, { select: 'flights' })
    expect(await toldOf()).toEqual([
      [central, { current: true, otherWindow: false, hidden: false }],
      [utc, { current: false, otherWindow: true, hidden: false }],
    ])
  })

  test('is still missing where only a part was made since, and the old versions stay in the history', async () => {
    const utc = await madeLab(flightsOf(span))
    const lab = edited(utc, flightsOf(chicago))
    await materialize(lab, { select: 'flights', partitions: '2001-01-05' })
    expect(reasonsOf(await plan(lab, { select: 'flights' }))).toEqual([
      { asset: 'flights', partitions: '2001-01-06..2001-01-10', kind: 'run', why: { missing: 5 }, possible: '' },
    ])
    expect(await read(lab, 'flights@2001-01-05')).toEqual([{ from: '2001-01-05T06:00:00.000Z' }])
    expect((await history(lab, 'flights@2001-01-05')).versions.map(({ current }) => current)).toEqual([true, false])
    await materialize(lab)
    ran.taken()
    const back = edited(utc, flightsOf(span))
    const { steps } = await plan(back, { select: 'flights' })
    expect(steps).toEqual({ ...nothing.steps, reuse: 6 })
    await materialize(back)
    expect(ran.taken()).toEqual([])
    expect(await read(back, 'flights@2001-01-05')).toEqual([{ from: '2001-01-05T00:00:00.000Z' }])
  })
})

test('another granularity makes everything anew, and the days are there when it is changed back', async () => {
  const days = daily(span)
  const of = (partitions: typeof days | ReturnType<typeof hourly>) =>
    catalog({ flights: asset({ partitions, run: (_inputs, { partition }) => [{ key: partition.key }] }) })
  const made = await madeLab(of(days))
  const hours = edited(made, of(hourly(span)))
  const planned = await plan(hours)
  expect(planned.steps).toEqual({ ...nothing.steps, run: 144 })
  expect(said(planned)).toEqual([
    'warning PARTITIONS_CHANGED flights: windows were daily and are hourly: no window stays, 144 are new, 6 hidden',
  ])
  await materialize(hours, { partitions: '2001-01-05T00' })
  expect((await plan(edited(made, of(days)))).steps).toEqual(nothing.steps)
})

describe('segments', () => {
  const of = (...keys: readonly string[]) => {
    const airports = asset({
      partitions: segments(keys),
      run: (_inputs, { partition }) => {
        ran.add(partition)
        return [{ airport: partition }]
      },
    })
    return catalog({ airports, first: asset({ partitions: segments(['ATL']), inputs: { airports }, run: ({ airports }) => airports }) })
  }

  test('semantics 16: one that is removed marks nothing stale, and added again it finds its version', async () => {
    const made = await madeLab(of('ATL', 'DFW', 'ORD'))
    const fewer = edited(made, of('ATL', 'ORD'))
    const planned = await plan(fewer)
    expect(planned.steps).toEqual(nothing.steps)
    expect(said(planned)).toEqual(['warning PARTITIONS_CHANGED airports: DFW removed: 2 partitions stay, none are new, 1 hidden'])
    await materialize(fewer)
    const again = edited(made, of('ATL', 'DFW', 'ORD'))
    expect((await plan(again)).steps).toEqual(nothing.steps)
    expect(await read(again, 'airports@DFW')).toEqual([{ airport: 'DFW' }])
    expect(ran.taken()).toEqual([])
  })

  test('one that is removed still has a history, and every other answer says that it is hidden', async () => {
    const lab = edited(await madeLab(of('ATL', 'DFW', 'ORD')), of('ATL', 'ORD'))
    const made = await history(lab, 'airports@DFW')
    expect(made.versions.map(({ partition, current, hidden }) => [partition, current, hidden])).toEqual([['DFW', true, true]])
    const all = await history(lab, 'airports')
    expect(all.versions.map(({ partition, hidden }) => [partition, hidden]).sort()).toEqual([
      ['ATL', false],
      ['DFW', true],
      ['ORD', false],
    ])
    const hidden = {
      code: 'UNKNOWN_PARTITION',
      why: expect.stringMatching(/; it was made, and is hidden since$/),
      fix: expect.stringMatching(/; varve history 'airports@DFW' lists what was made$/),
    }
    for (const ask of [read, path, lineage]) await expect(ask(lab, 'airports@DFW')).rejects.toMatchObject(hidden)
    for (const ask of [plan, materialize]) {
      await expect(ask(lab, { select: 'airports', partitions: 'DFW' })).rejects.toMatchObject(hidden)
    }
    await expect(history(lab, 'airports@DAL')).rejects.toMatchObject({
      code: 'UNKNOWN_PARTITION',
      why: expect.not.stringContaining('hidden'),
    })
  })

  test('one that is renamed is a new one', async () => {
    const lab = edited(await madeLab(of('ATL', 'DFW', 'ORD')), of('ATL', 'DAL', 'ORD'))
    expect(said(await plan(lab))).toEqual([
      'warning PARTITIONS_CHANGED airports: DAL replaced DFW (a new segment: what was made stays under the old name): ' +
        '2 partitions stay, 1 is new, 1 hidden',
    ])
    await materialize(lab)
    expect(ran.taken()).toEqual(['DAL'])
    expect((await history(lab, 'airports@DAL')).versions).toHaveLength(1)
  })

  test('in another order make nothing anew, which is for information', async () => {
    const lab = edited(await madeLab(of('ATL', 'DFW', 'ORD')), of('ORD', 'ATL', 'DFW'))
    expect(await plan(lab)).toEqual({
      ...nothing,
      findings: [
        {
          severity: 'info',
          code: 'PARTITIONS_CHANGED',
          asset: 'airports',
          message: 'airports: segments reordered: 3 partitions stay, none are new, none hidden',
          fix: null,
          change: { edit: 'segments reordered', effect: '3 partitions stay, none are new, none hidden' },
        },
      ],
    })
  })
})

describe('semantics 50: what an edit is about', () => {
  const earlier = 'flights: start moved from 2001-01-05 to 2001-01-01: 6 windows stay, 4 are new, none hidden'

  test('is said before anything runs, in the outcome too, and then it is the new normal', async () => {
    const lab = edited(await madeLab(flightsOf(span)), flightsOf({ ...span, start: '2001-01-01' }))
    const said: string[] = []
    const observe = (event: RunEvent) =>
      said.push(...(event.kind === 'planned' ? event.findings.map(({ message }) => message) : []), event.kind)
    const { findings } = await materialize(lab, { select: 'flights', partitions: '2001-01-10', observers: [observe] })
    expect(said.slice(0, 2)).toEqual([earlier, 'planned'])
    expect(findings.map(({ message, fix }) => [message, fix])).toEqual([
      [earlier, 'to make only some of what is new, name them with --partitions'],
    ])
    const after = await plan(lab, { select: 'flights' })
    expect([after.findings, after.steps.run]).toEqual([[], 4])
  })

  test('is said again while nobody plans the asset itself', async () => {
    const lab = edited(await madeLab(flightsOf(span)), flightsOf({ ...span, start: '2001-01-01' }))
    await materialize(lab, { select: 'recent', partitions: '2001-01-10' })
    expect(said(await plan(lab, { select: 'flights' }))).toEqual([`warning PARTITIONS_CHANGED ${earlier}`])
    expect(said(await plan(lab, { select: 'recent' }))).not.toContain(`warning PARTITIONS_CHANGED ${earlier}`)
  })

  test('is nothing in an environment that never made the asset, and where windows only came with time', async () => {
    const growing = { start: '2099-12-30' }
    const lab = await madeLab(flightsOf(growing))
    expect((await plan(edited(lab, flightsOf({ start: '2099-12-01' })), { environment: 'trial' })).findings).toEqual([])
    const later = { ...lab, lab: { ...lab.lab, clock: frozenClock('2100-02-01T00:00:00Z') } }
    expect((await plan(later)).findings).toEqual([])
  })
})

test('an asset that reads every partition is made anew when one is added or hidden', async () => {
  const of = (options: DailyOptions) => {
    const flights = asset({ partitions: daily(options), run: (_inputs, { partition }) => [{ key: partition.key }] })
    return catalog({
      flights,
      total: asset({ inputs: { days: from(flights, { partitions: all }) }, run: ({ days }) => [{ days: days.size }] }),
    })
  }
  const lab = edited(await madeLab(of(span)), of({ ...span, end: '2001-01-08' }))
  expect(reasonsOf(await plan(lab))).toEqual([{ asset: 'total', partitions: '*', kind: 'run', why: { input: 1 }, possible: '' }])
})

test('a remembered definition that is not possible here is reported without numbers, and does not stop materialize', async () => {
  const lab = await madeLab(flightsOf(span))
  const definition = { kind: 'day', start: '2001-01-05', end: null, timezone: 'Mars/Olympus' } as const
  await lab.lab.ledger.rememberPartitions('main', { flights: definition }, 0)
  const changed = `the earlier definition is not possible here (Time zone "Mars/Olympus" is unknown): what stays is unknown`
  expect(said(await plan(lab))).toEqual([`warning PARTITIONS_CHANGED flights: ${changed}`])
  expect((await status(lab)).assets.map(asset => asset.changed)).toEqual([changed, null])
  expect(await materialize(lab)).toMatchObject({ status: 'complete', steps: { done: 0 } })
  expect((await plan(lab)).findings).toEqual([])
})
