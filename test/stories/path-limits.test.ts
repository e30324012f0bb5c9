/** Names whose path cannot exist are refused before anything is published: a part that is too long, or a path that is too long in all. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  addKeys,
  asset,
  type CheckDocument,
  catalog,
  check,
  daily,
  dynamicSegments,
  file,
  ioManager,
  json,
  listKeys,
  materialize,
  minutes,
  type ProjectConfig,
  path,
  product,
  segments,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { pathFlaw } from '../../packages/core/src/tree/path-limits.ts'
import { onDisk } from '../support/tree-lab.ts'

const one = asset({ run: () => 1 })

/** This file looks at files, so its assets have a warning for that. */
async function errorsOf(config: ProjectConfig): Promise<CheckDocument['findings']> {
  return (await check(config)).findings.filter(({ severity }) => severity === 'error')
}

test.each([
  ['an asset', catalog({ ['x'.repeat(256)]: one })],
  ['an asset in a group, whose rejected rows have a folder of its whole name', catalog({ ['x'.repeat(200)]: { ['y'.repeat(100)]: one } })],
])('a part of over 255 bytes is refused before anything is published: %s', async (_, names) => {
  const lab = await onDisk(memoryConfig(names))
  await expect(materialize(lab)).rejects.toMatchObject({ code: 'PATH_TOO_LONG', why: expect.stringContaining('a name may have 255') })
  expect(await errorsOf(lab)).toMatchObject([{ severity: 'error', code: 'PATH_TOO_LONG', asset: expect.stringMatching(/^x+/) }])
  expect(existsSync(join(lab.root, 'data'))).toBe(false)
})

test('an environment of over 255 bytes is refused before anything is published', async () => {
  const lab = await onDisk(memoryConfig(catalog({ one })))
  await expect(materialize(lab, { environment: 'e'.repeat(256) })).rejects.toMatchObject({
    code: 'PATH_TOO_LONG',
    what: expect.stringMatching(/^the name of the environment is too long/),
  })
  expect(await materialize(lab, { environment: 'e'.repeat(255) })).toMatchObject({ status: 'complete', failures: [] })
})

const noKeys = { keysOf: () => [] }

test('a path that is too long in all for the root at hand is refused, for a million partitions without listing them', async () => {
  const lane = segments(['a', 'b'.repeat(190)])
  const minute = minutes({ every: 1, start: '2001-01-01T00:00', end: '2002-12-31T00:00' })
  const wide = asset({
    partitions: product({ minute, one: lane, two: lane, three: lane, four: lane, five: lane, six: lane }),
    run: () => 1,
  })
  const near = await onDisk(memoryConfig(catalog({ wide, one })))
  expect(await errorsOf(near)).toEqual([])

  const far = { ...near, io: ioManager({ storage: file(join(near.root, 'deep/'.repeat(600))), format: json() }) }
  expect(await errorsOf(far)).toMatchObject([
    { code: 'PATH_TOO_LONG', asset: 'wide', message: expect.stringContaining('too long for the storage') },
  ])
  await expect(materialize(far, { select: ['wide', 'one'] })).rejects.toMatchObject({ code: 'PATH_TOO_LONG', details: { asset: 'wide' } })
  expect(await materialize(far, { select: 'one' })).toMatchObject({ status: 'complete' })
})

test('the longest path that is let through can really be shown', async () => {
  const days = asset({ partitions: daily({ start: '2001-01-01', end: '2001-01-02' }), run: () => 1 })
  const lab = await onDisk(memoryConfig(catalog({ days })))
  const deep = (bytes: number) =>
    file(
      join(
        lab.root,
        'd'
          .repeat(199)
          .concat('/')
          .repeat(Math.floor(bytes / 200)),
        'd'.repeat(bytes % 200 || 1),
      ),
    )
  const fits = (bytes: number) =>
    pathFlaw({ name: 'days', asset: days, format: json() }, 'main', deep(bytes).open('/').limits, noKeys) === undefined
  let most = 3000
  while (fits(most + 1)) most += 1
  const deepest = { ...lab, io: ioManager({ storage: deep(most), format: json() }) }
  expect(await materialize(deepest)).toMatchObject({ status: 'complete', failures: [] })
  expect(existsSync((await path(deepest, 'days@2001-01-01')).path)).toBe(true)
})

test('a key whose partitions could not have a path is refused as it is added', async () => {
  const tenants = product({ tenant: dynamicSegments('tenants'), lane: segments(['x'.repeat(150)]) })
  const near = await onDisk(memoryConfig(catalog({ a: asset({ partitions: tenants, run: () => 1 }) })))
  const far = {
    ...near,
    io: ioManager({ storage: file(join(near.root, 'd'.repeat(199).concat('/').repeat(18), 'd'.repeat(120))), format: json() }),
  }
  await expect(addKeys(far, 'a', ['acme', 'k'.repeat(150)])).rejects.toMatchObject({ code: 'PATH_TOO_LONG', details: { asset: 'a' } })
  expect(await listKeys(far, 'a')).toMatchObject({ keys: [] })
  expect(await addKeys(near, 'a', ['acme', 'k'.repeat(150)])).toMatchObject({ added: ['acme', 'k'.repeat(150)] })
})
