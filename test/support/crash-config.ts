/** The configuration of the small project that crash tests run in processes of its own. */
import { catalog, defineConfig, file, ioManager, json } from 'varve'
import * as assets from './crash-assets.ts'

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ ...assets }),
  io: ioManager({ storage: file('./data'), format: json() }),
})
