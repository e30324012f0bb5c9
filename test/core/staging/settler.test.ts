/** Whose links may be swept: only those of a process that is dead for certain, or that cannot be asked and let its lease end. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { systemRandom } from '../../../packages/core/src/foundation/random.ts'
import { askFrom, thisHolder } from '../../../packages/core/src/ledger/holder.ts'
import type { Holder } from '../../../packages/core/src/ledger/records.ts'
import { isAbandonedSettler, settlerName } from '../../../packages/core/src/staging/settler.ts'

const here = await thisHolder()
const { pid: deadPid } = spawnSync(process.execPath, ['--version'])
const dead: Holder = { ...here, pid: deadPid }
const now = Date.UTC(2001, 3, 2)
const hours = (count: number) => now + count * 3_600_000

test.each([
  ['a dead process of this boot and namespace', settlerName(dead, systemRandom, now), 0, here.namespace !== null],
  [
    'an earlier process with the pid of this one',
    settlerName({ ...here, started: 'earlier' }, systemRandom, now),
    0,
    here.namespace !== null,
  ],
  ['this process', settlerName(here, systemRandom, now), 9, false],
  ['a process of another boot, before its lease ends', settlerName({ ...dead, boot: 'another' }, systemRandom, now), 0.9, false],
  ['a process of another boot, from when its lease ends', settlerName({ ...dead, boot: 'another' }, systemRandom, now), 1, true],
  ['a process of another container, before its lease ends', settlerName({ ...dead, namespace: 'pid:[1]' }, systemRandom, now), 0.9, false],
  ['a process of another container, from when its lease ends', settlerName({ ...dead, namespace: 'pid:[1]' }, systemRandom, now), 1, true],
  ['a name that says nothing', 'settle-00000000-bm9uc2Vuc2U', 9, false],
  ['a run', '20010101T000000Z-00000000', 9, false],
])('%s', (_, name, later, isAbandoned) => {
  expect(isAbandonedSettler(name, askFrom(here), hours(later))).toBe(isAbandoned)
})

test('a name fits a folder, however long the name of the host, and is new each time', () => {
  const host = 'h'.repeat(255)
  const names = [1, 2].map(() => settlerName({ ...here, host }, systemRandom, now))
  expect(new Set(names).size).toBe(2)
  expect(names.every(name => name.length <= 255)).toBe(true)
})
