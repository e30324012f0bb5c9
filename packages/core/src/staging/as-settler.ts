/** What no run writes is written under a name that says which process writes; what it staged is swept afterwards. */
import type { Holder } from '../ledger/records.ts'
import type { Project } from '../project/open-project.ts'
import { settlerName } from './settler.ts'

export async function asSettler<T>({ store, clock, random }: Project, here: Holder, act: (name: string) => Promise<T>): Promise<T> {
  const name = settlerName(here, random, clock.now())
  try {
    return await act(name)
  } finally {
    await store.staged.sweep(name)
  }
}
