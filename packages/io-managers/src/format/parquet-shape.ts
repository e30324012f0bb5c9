/** Checks that the parts of a Parquet file agree with each other, before its reader believes any of them. */
import type { FileMetaData, SchemaElement } from 'hyparquet'
import { checkPages } from './parquet-pages.ts'

/**
 * A reader that believed a wrong count would loop over rows that are not there, or give null for values that it did not find. And hyparquet
 * begins to decode every column before it awaits any: where it then meets a column that the schema does not have, it throws, nobody awaits
 * the columns that were begun, and one of them that fails ends the process. After this check it has nothing to throw in between.
 *
 * @throws naming what does not agree
 */
export function checkShape(file: ArrayBuffer, { schema, num_rows, row_groups }: FileMetaData): void {
  const leaves = leavesOf(schema)
  const total = row_groups.reduce((sum, group) => sum + group.num_rows, 0n)
  if (total !== num_rows) throw new Error(`the file says ${num_rows} rows, and its row groups hold ${total}`)
  for (const [index, { columns, num_rows }] of row_groups.entries()) {
    const paths = columns.map(({ meta_data }) => meta_data?.path_in_schema.join('.') ?? '')
    if (paths.length !== leaves.length || paths.some((path, at) => path !== leaves[at]?.path))
      throw new Error(`row group ${index} does not have the columns of the schema`)
    for (const [at, { meta_data }] of columns.entries()) {
      const { path, isFlat, isOptional } = leaves[at] as Leaf
      if (!meta_data) throw new Error(`column ${path} has no metadata in row group ${index}`)
      if (isFlat && meta_data.num_values !== num_rows)
        throw new Error(`column ${path} has ${meta_data.num_values} values in row group ${index}, which has ${num_rows} rows`)
      checkPages(file, meta_data, isFlat && isOptional)
    }
  }
}

interface Leaf {
  readonly path: string
  /** One value to a row. */
  readonly isFlat: boolean
  readonly isOptional: boolean
}

function leavesOf(schema: readonly SchemaElement[]): readonly Leaf[] {
  const leaves: Leaf[] = []
  let at = 1
  const descend = (count: number, above: readonly string[]): void => {
    for (let child = 0; child < count; child += 1) {
      const element = schema[at++]
      if (!element) throw new Error('the schema ends before its columns do')
      const path = [...above, element.name]
      if (element.num_children) descend(element.num_children, path)
      else leaves.push(leafOf(path, element))
    }
  }
  descend(schema[0]?.num_children ?? 0, [])
  if (new Set(leaves.map(({ path }) => path)).size !== leaves.length) throw new Error('two columns have one name')
  if (at !== schema.length) throw new Error('the schema has more columns than it says')
  return leaves
}

function leafOf(path: readonly string[], { repetition_type }: SchemaElement): Leaf {
  return { path: path.join('.'), isFlat: path.length === 1 && repetition_type !== 'REPEATED', isOptional: repetition_type === 'OPTIONAL' }
}
