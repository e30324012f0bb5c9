/** Folds what a run publishes into the kept states: every so often, so that a kill leaves little to judge, and at its end. */
import type { Externals, PlanGraph } from '../plan/node.ts'
import { foldStates } from '../plan/state/fold-states.ts'
import type { Keeping } from '../plan/state/keep-states.ts'

export interface PublishedFolds {
  /** Another partition of the asset was made or moved. */
  published(asset: string): void
  /** Once nothing more is published. @param names of all assets that the run was about. */
  end(names: readonly string[]): Promise<void>
}

const publicationsBetween = 10_000

export function foldPublished(
  keeping: Keeping,
  planned: { readonly graph: PlanGraph; readonly externals: Externals },
  environment: string,
): PublishedFolds {
  let folding: Promise<void> = Promise.resolve()
  let isFolding = false
  let count = 0
  let assets = new Set<string>()
  return {
    published: asset => {
      assets.add(asset)
      count += 1
      if (count < publicationsBetween || isFolding) return
      isFolding = true
      // Where it fails the one at the end has more to do, or fails too.
      folding = foldStates(keeping, planned, environment, assets)
        .catch(() => {})
        .finally(() => {
          isFolding = false
        })
      count = 0
      assets = new Set()
    },
    end: async names => {
      await folding
      await foldStates(keeping, planned, environment, names)
    },
  }
}
