/** A plan, which judges only what is not fresh or reads what it changes, is exactly what judging every partition gives. */
import { test } from 'vitest'
import { memoryLedger } from '../../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { start } from '../../../../packages/core/src/ledger/suite/cases.ts'
import { drawFrom } from './draw.ts'
import { environments, type History, happen, runOf } from './events.ts'
import { expectPlan } from './plans.ts'
import { externalNames, newWorld } from './world.ts'

test.each([0, 1, 2])('in histories drawn from seeds, part %i', async part => {
  for (let seed = part * 15; seed < (part + 1) * 15; seed += 1) await expectPlansOfHistory(seed)
})

async function expectPlansOfHistory(seed: number): Promise<void> {
  const [draw, ledger] = [drawFrom(seed), memoryLedger()]
  for (const environment of environments) await start(ledger, runOf(environment), {}, environment)
  const history: History = { world: newWorld(draw), ledger, draw, contents: 4, made: 0 }
  // A plan looks at every external.
  for (const name of externalNames) history.world.externals.set(name, { kind: 'present', version: 'v0' })
  for (let look = 0; look < 8; look += 1) {
    const between = draw.below(4)
    for (let event = 0; event < between; event += 1) await happen(history)
    const { environment, toKeep } = await expectPlan(history, `seed ${seed}, look ${look}`)
    if (draw.chance(0.7)) await ledger.keepStates(environment, toKeep)
  }
}
