/** Checks the pages of a Parquet column before they are decoded: a wrong count would make the reader fill memory with values that are not there. */
import type { ColumnMetaData } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { readVarInt } from 'hyparquet/src/thrift.js'

/** @param isOptional whether each value has one bit that says if it is null. @throws naming what does not agree */
export function checkPages(file: ArrayBuffer, column: ColumnMetaData, isOptional: boolean): void {
  const start = Number(column.dictionary_page_offset || column.data_page_offset)
  const end = start + Number(column.total_compressed_size)
  if (!(start >= 4 && end >= start && end <= file.byteLength)) throw new Error('a column lies beyond the file')
  const reader = { view: new DataView(file, start, end - start), offset: 0 }
  let values = 0
  while (values < Number(column.num_values)) {
    const header = parquetHeader(reader)
    const size = header.compressed_page_size
    if (!(size >= 0 && header.uncompressed_page_size >= 0 && reader.offset + size <= reader.view.byteLength))
      throw new Error('a page is longer than its column')
    const data = header.data_page_header ?? header.data_page_header_v2
    if (header.type !== 'DICTIONARY_PAGE') {
      if (!data || !(data.num_values >= 0)) throw new Error('a page does not say how many values it has')
      values += data.num_values
    }
    const v2 = header.data_page_header_v2
    if (v2) {
      const { repetition_levels_byte_length: before, definition_levels_byte_length: length } = v2
      if (!(before >= 0 && length >= 0 && before + length <= size && v2.num_nulls >= 0 && v2.num_nulls <= v2.num_values))
        throw new Error('the header of a page contradicts itself')
      if (isOptional) checkRuns({ view: reader.view, offset: reader.offset + before }, reader.offset + before + length, v2.num_values)
    }
    reader.offset += size
  }
  if (values !== Number(column.num_values)) throw new Error(`its pages have ${values} values, and the column ${column.num_values}`)
}

/** Runs of one-bit levels, each as long as its header says, hold as many as there are values; a packed one is filled up to eight. */
function checkRuns(reader: { readonly view: DataView; offset: number }, end: number, values: number): void {
  let seen = 0
  while (seen < values) {
    if (reader.offset >= end) throw new Error('the levels of a page end too early')
    const header = readVarInt(reader)
    const isPacked = (header & 1) === 1
    const count = isPacked ? (header >>> 1) * 8 : header >>> 1
    if (count === 0 || count > values - seen + (isPacked ? 7 : 0)) throw new Error('the levels of a page have more values than the page')
    reader.offset += isPacked ? count / 8 : 1
    seen += count
  }
}
