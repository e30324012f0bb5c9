/** Materializations as the columns that judging reads. */
import type { Basis, Rows } from '../judged.ts'
import type { Materialization, NamedWindow, Sequence } from '../records.ts'

/** In the order given. */
export function rowsOf(materializations: readonly Materialization[], basisOf: ReadonlyMap<Sequence, Basis>): Rows {
  const places = new Map<Basis, number>()
  const windows: Record<number, readonly NamedWindow[]> = {}
  for (const [row, { sequence, windows: named }] of materializations.entries()) {
    const basis = basisOf.get(sequence)!
    if (!places.has(basis)) places.set(basis, places.size)
    if (named && named.length > 1) windows[row] = named
  }
  return {
    count: materializations.length,
    keys: materializations.map(({ partition }) => `${partition}\n`).join(''),
    materializations: Float64Array.from(materializations, ({ sequence }) => sequence),
    versions: materializations.map(({ version }) => version).join(''),
    contents: materializations.map(({ artifact }) => artifact.sha256).join(''),
    basis: Uint32Array.from(materializations, ({ sequence }) => places.get(basisOf.get(sequence)!)!),
    bases: [...places.keys()],
    starts: Float64Array.from(materializations, ({ windows }) => windows?.[0]?.start ?? Number.NaN),
    ends: Float64Array.from(materializations, ({ windows }) => windows?.[0]?.end ?? Number.NaN),
    windows,
  }
}
