/** The project: its assets under their names, and where their data lies. */
import { catalog, defineConfig, file, ioManager, parquet } from 'varve'
import { airports } from './assets/airports.ts'
import { delayFeatures } from './assets/features.ts'
import { flights } from './assets/flights.ts'
import { baseline, linear } from './assets/models.ts'
import { rawAirports, rawFlights } from './assets/raw.ts'
import { modelReport } from './assets/report.ts'
import { routeDelays } from './assets/routes.ts'

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ rawFlights, rawAirports, flights, airports, routeDelays, delayFeatures, models: { baseline, linear }, modelReport }),
  config: { delayFeatures: { lateAfterMinutes: 15 } },
  io: ioManager({ storage: file('./data'), format: parquet() }),
})
