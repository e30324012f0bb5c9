/** What a plan has to say, as lines: a change of partitions that several assets share is said once. */
import type { PlanFinding } from '@varve/core'

export function findingLines(findings: readonly PlanFinding[], emphasized: (text: string) => string): readonly string[] {
  const groups = new Map<string, PlanFinding[]>()
  for (const [index, finding] of findings.entries()) {
    const { severity, fix, change } = finding
    const key = JSON.stringify(change ? [severity, fix, change.edit] : index)
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].map(group => {
    const { severity, fix } = group[0]!
    const message = group.length === 1 ? group[0]!.message : sharedChange(group)
    return `${severity === 'info' ? severity : emphasized(severity)}  ${message}${fix === null ? '' : `; ${fix}`}`
  })
}

function sharedChange(findings: readonly PlanFinding[]): string {
  const assets = new Map<string, string[]>()
  for (const { asset, change } of findings) assets.set(change!.effect, [...(assets.get(change!.effect) ?? []), asset!])
  const effects = [...assets].map(([effect, names]) => `${names.join(', ')}: ${effect}`)
  return `${findings[0]!.change!.edit} (${effects.join('; ')})`
}
