/** An asset whose source cannot be found is made anew by every run. */
import type { Check } from './finding.ts'

export const sourceKnown: Check = ({ source }) =>
  [...source]
    .filter(([, { hash }]) => hash === null)
    .map(([asset, { file, line }]) => ({
      severity: 'warning',
      code: 'SOURCE_UNKNOWN',
      asset,
      message: `the source of ${asset} was not found, so every run makes it anew`,
      fix: 'call asset() in a module below the folder of the config file',
      file,
      line,
    }))
