/** Weighted least squares by the normal equations, for a handful of columns. */

export interface Observation {
  readonly x: readonly number[]
  readonly y: number
  readonly weight: number
}

/** The coefficients that make the weighted sum of squared errors least. */
export function leastSquares(observations: readonly Observation[]): number[] {
  const columns = observations[0]?.x.map((_, column) => column) ?? []
  const sum = (term: (observation: Observation) => number) => observations.reduce((total, each) => total + each.weight * term(each), 0)
  return solve(columns.map(row => [...columns.map(column => sum(({ x }) => x[row]! * x[column]!)), sum(({ x, y }) => x[row]! * y)]))
}

/** Gauss-Jordan elimination of `[A | b]`, the largest pivot first. */
function solve(matrix: readonly (readonly number[])[]): number[] {
  let rows = matrix.map(row => [...row])
  for (const column of rows.keys()) {
    const pivot = rows.slice(column).reduce((best, row) => (Math.abs(row[column]!) > Math.abs(best[column]!) ? row : best))
    const scaled = pivot.map(value => value / pivot[column]!)
    const others = rows.filter(row => row !== pivot).map(row => row.map((value, index) => value - row[column]! * scaled[index]!))
    rows = [...others.slice(0, column), scaled, ...others.slice(column)]
  }
  return rows.map(row => row.at(-1)!)
}
