/** The identity of an asset's states: everything but ledger, clock and externals that decides them. */
import { areReadByWindows, numberingOf } from '@varve/partitions'
import { canonicalJson } from '../../foundation/canonical.ts'
import { hashParts } from '../../foundation/hash.ts'
import { isBuiltIn } from '../../io/built-in.ts'
import type { Decoder } from '../../io/decoder.ts'
import type { NodeInput, PlanGraph, PlanNode } from '../node.ts'

/** Grows with every change of what judging answers, versions among it, and of how states are kept. */
const scheme = 2

/**
 * States that were kept under this identity are judged again only where something moved.
 *
 * Null where states cannot be kept: code that is unknown or a mapping that is code may answer otherwise at any time, and so may a calendar
 * function about dates that no window names.
 */
export function stateIdentity(node: PlanNode, graph: PlanGraph): string | null {
  const { name, identity, partitions, inputs } = node
  if (identity.codeVersion === null) return null
  const parts = [name, identity.definitionHash, identity.contractHash ?? '', numberingOf(partitions)]
  for (const input of inputs) {
    const text = inputText(input, node, graph)
    if (text === null) return null
    parts.push(text)
  }
  return hashParts('states', [zoneRules, ...parts], scheme)
}

/** The same instants are other windows under other rules of a zone. */
const zoneRules = process.versions.tz ?? 'unknown'

function inputText(input: NodeInput, reader: PlanNode, graph: PlanGraph): string | null {
  if (input.kind === 'external') return JSON.stringify([input.kind, input.name, input.asset, input.readHash])
  const { name, asset, mapping } = input
  const upstream = graph.get(asset)!
  if (typeof mapping.identity !== 'string' || !areReadByWindows(upstream.partitions.set, reader.partitions.set)) return null
  return JSON.stringify([
    input.kind,
    name,
    asset,
    mapping.arity,
    mapping.identity,
    numberingOf(upstream.partitions),
    decodersText(upstream.decoders),
  ])
}

const known = new WeakMap<readonly Decoder[], string>()

/** What decides into which values its bytes are read. Assets of one format share their decoders. */
export function decodersText(decoders: readonly Decoder[]): string {
  const text =
    known.get(decoders) ??
    canonicalJson(decoders.map(({ format, code }) => [format.name, format.revision, format.settings, code, isBuiltIn(format)]))
  known.set(decoders, text)
  return text
}
