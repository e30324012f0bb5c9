/** The project in the doc comment of read(): totals of days, made already. */
import { asset, catalog, daily, materialize } from 'varve'
import { memoryConfig } from 'varve/testing'

const total = asset({ partitions: daily({ start: '2001-01-01', end: '2001-01-02' }), run: () => [{ sum: 3 }] })

export const config = memoryConfig(catalog({ total }))

await materialize(config)
