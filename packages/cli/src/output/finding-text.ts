/** What a plan has to say, as lines: a change of partitions that several assets share is told once. */
import type { Finding } from '@varve/core'

export function findingLines(findings: readonly Finding[], emphasized: (text: string) => string): readonly string[] {
  const groups = new Map<string, Finding[]>()
  for (const [index, finding] of findings.entries()) {
    const { severity, fix } = finding
    const change = changeIn(finding)
    const key = JSON.stringify(change ? [severity, fix, change.facts] : index)
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].map(group => {
    const { severity, fix } = group[0]!
    const message = group.length === 1 ? group[0]!.message : sharedChange(group)
    return `${severity === 'info' ? severity : emphasized(severity)}  ${message}${fix === null ? '' : `; ${fix}`}`
  })
}

/** The message reads `orders: start moved from ... to ...: 6 windows stay, ...`; a product names the dimension that changed before that. */
function changeIn({ code, asset, message }: Finding): { readonly facts: string; readonly effect: string } | undefined {
  const head = `${asset}: `
  const end = message.lastIndexOf(': ')
  if (code !== 'PARTITIONS_CHANGED' || !message.startsWith(head) || end < head.length) return undefined
  return { facts: message.slice(head.length, end).replace(/^dimension \w+: /, ''), effect: message.slice(end + 2) }
}

function sharedChange(findings: readonly Finding[]): string {
  const assets = new Map<string, string[]>()
  for (const finding of findings) {
    const { effect } = changeIn(finding)!
    assets.set(effect, [...(assets.get(effect) ?? []), finding.asset!])
  }
  const effects = [...assets].map(([effect, names]) => `${names.join(', ')}: ${effect}`)
  return `${changeIn(findings[0]!)!.facts} (${effects.join('; ')})`
}
