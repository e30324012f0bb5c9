/** A circle of assets that read each other, or undefined where there is none: a graph is built only without one. */
import { isOwnPast } from '@varve/partitions'
import type { GraphNode } from './asset-graph.ts'

/** The names along the circle, each reading the next and the last reading the first. An asset's own past makes none. */
export function findCycle(nodes: readonly GraphNode[]): readonly string[] | undefined {
  const inputs = new Map(
    nodes.map(({ name, inputs }) => [name, inputs.filter(({ mapping }) => !isOwnPast(mapping)).map(({ asset }) => asset)]),
  )
  const done = new Set<string>()
  const path: string[] = []
  const visit = (name: string): readonly string[] | undefined => {
    if (done.has(name)) return undefined
    const start = path.indexOf(name)
    if (start >= 0) return path.slice(start)
    path.push(name)
    for (const next of inputs.get(name) ?? []) {
      const cycle = visit(next)
      if (cycle !== undefined) return cycle
    }
    path.pop()
    done.add(name)
    return undefined
  }
  for (const { name } of nodes) {
    const cycle = visit(name)
    if (cycle !== undefined) return cycle
  }
  return undefined
}
