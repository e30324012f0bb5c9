/** A table: rows held as columns, each cell as exact as its column says. */
import type { Column } from './column.ts'

/**
 * What stands between user code, gate, formats and views. Every cell fits its column: a gate has judged it, or a decoder has read it. A
 * stream will be several of these with the same columns.
 */
export interface Table {
  readonly columns: readonly Column[]
  readonly rowCount: number
}
