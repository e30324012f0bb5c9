/** The one asset of the config in the doc comment of ioManager(): it reads nothing. */
import { asset } from 'varve'

export const flights = asset({ run: () => [{ origin: 'ORD', delay: 0 }] })
