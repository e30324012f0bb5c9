/** What reads stored bytes today: the formats of a project, for each asset its own first. */
import { canonicalJson } from '../foundation/canonical.ts'
import { isBuiltIn } from '../io/built-in.ts'
import type { Decoder } from '../io/decoder.ts'
import type { Format } from '../io/format.ts'
import type { PlanNode } from '../plan/node.ts'
import type { ProjectCode } from '../source/code-version.ts'
import { readHashes } from '../version/read-hash.ts'
import type { Project } from './open-project.ts'

type Reading = Pick<PlanNode, 'decoders' | 'readHash'>

/** By asset. Assets of one format share one answer. */
export function projectDecoders(
  { config, formatOf }: Pick<Project, 'config' | 'formatOf'>,
  codes: ProjectCode,
): (asset: string) => Reading {
  const own = new Map(
    [...config.catalog.assets].map(([name, asset]): [string, Decoder] => [
      name,
      { format: formatOf(asset), code: codes.assets.get(name)?.formatCode ?? null },
    ]),
  )
  const distinct = new Map([...own.values()].map(decoder => [textOf(decoder), decoder]))
  const readings = new Map<string, Reading>()
  return asset => {
    const decoder = own.get(asset)!
    const text = textOf(decoder)
    const decoders: Reading['decoders'] = [decoder, ...[...distinct].flatMap(([other, of]) => (other === text ? [] : [of]))]
    const reading = readings.get(text) ?? { decoders, readHash: readHashes(decoders) }
    readings.set(text, reading)
    return reading
  }
}

const known = new WeakMap<Format, string>()

/** Thousands of assets share a format. */
function textOf({ format, code }: Decoder): string {
  const { name, revision, settings } = format
  const text = known.get(format) ?? canonicalJson([name, revision, settings, isBuiltIn(format)])
  known.set(format, text)
  return code === null ? text : `${text} ${code}`
}
