/** Steps decided and made over a memory ledger that counts what it is asked, with other runs that publish meanwhile. */

import type { Lease, Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import { memoryLedger } from '../../../packages/core/src/ledger/memory/memory-ledger.ts'
import type { Materialization, Sequence } from '../../../packages/core/src/ledger/records.ts'
import { start } from '../../../packages/core/src/ledger/suite/cases.ts'
import type { Externals, PlanGraph } from '../../../packages/core/src/plan/node.ts'
import { type Step, stepOf } from '../../../packages/core/src/plan/step.ts'
import { type Causes, causes } from '../../../packages/core/src/run/causes.ts'
import { type Decider, decider } from '../../../packages/core/src/run/decide.ts'
import { madeOf, noon } from '../plan/plan-cases.ts'

/** The methods that were called, one after the other. */
export interface CountedLedger {
  readonly ledger: Ledger
  readonly calls: string[]
}

export async function countedLedger(): Promise<CountedLedger> {
  const calls: string[] = []
  const ledger = memoryLedger()
  await start(ledger, 'r1')
  const counted = new Proxy(ledger, {
    get: (target, name: keyof Ledger) => {
      const member = target[name]
      if (typeof member !== 'function') return member
      return (...values: readonly unknown[]) => {
        calls.push(name)
        return Reflect.apply(member, target, values)
      }
    },
  })
  return { ledger: counted, calls }
}

export const environment = 'main'
export const externals: Externals = new Map()

export function deciderOf(ledger: Ledger, graph: PlanGraph, found: Causes = causes()): Decider {
  return decider({ ledger, graph, externals, environment, causes: found })
}

export function stepAt(graph: PlanGraph, asset: string, ordinal = 0): Step {
  return stepOf(graph.get(asset)!, ordinal)
}

/** Another run makes it, in this version. @returns its sequence */
export async function publish(ledger: Ledger, step: Step, version: string, changed: Partial<Materialization> = {}): Promise<Sequence> {
  const { sequence: _, ...materialization } = madeOf(step, version, { run: 'r1', ...changed })
  const { asset, partition } = materialization
  const keys = [{ asset, partition, version: materialization.version, asOf: null }]
  const [lease] = (await ledger.lease({ run: 'r1', environment, keys })) as readonly [Lease]
  const expected = await currentOf(ledger, step)
  const item = { kind: 'materialize', lease, materialization, expected } as const
  await ledger.publish({ run: 'r1', environment, at: noon, items: [item] })
  return (await currentOf(ledger, step))!
}

export async function currentOf(ledger: Ledger, { node, partition }: Step): Promise<Sequence | null> {
  const request = { asset: node.name, current: [partition.key], others: [] }
  const { assets } = await ledger.judged({ environment, assets: [request] })
  return assets[0]!.current.materializations[0] ?? null
}
