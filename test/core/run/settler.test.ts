/** Whose links may be swept: only those of a process that is dead for certain. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { systemRandom } from '../../../packages/core/src/foundation/random.ts'
import { thisHolder } from '../../../packages/core/src/ledger/holder.ts'
import type { Holder } from '../../../packages/core/src/ledger/records.ts'
import { isDeadSettler, settlerName } from '../../../packages/core/src/run/settler.ts'

const here = await thisHolder()
const { pid: deadPid } = spawnSync(process.execPath, ['--version'])
const dead: Holder = { ...here, pid: deadPid }

test.each([
  ['a dead process of this host', settlerName(dead, systemRandom), true],
  ['a process of an earlier boot', settlerName({ ...here, boot: 'earlier' }, systemRandom), here.boot !== null],
  ['an earlier process with the pid of this one', settlerName({ ...here, started: 'earlier' }, systemRandom), true],
  ['this process', settlerName(here, systemRandom), false],
  ['a process of another host', settlerName({ ...dead, host: 'elsewhere' }, systemRandom), false],
  ['a name that says nothing', 'settle-00000000-bm9uc2Vuc2U', false],
  ['a run', '20010101T000000Z-00000000', false],
])('%s', (_, name, isDead) => {
  expect(isDeadSettler(name, here)).toBe(isDead)
})

test('a name fits a folder, however long the name of the host, and is new each time', () => {
  const host = 'h'.repeat(255)
  const names = [1, 2].map(() => settlerName({ ...here, host }, systemRandom))
  expect(new Set(names).size).toBe(2)
  expect(names.every(name => name.length <= 255)).toBe(true)
})
