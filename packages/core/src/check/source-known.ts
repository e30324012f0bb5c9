/** What is made of code that cannot be found is made again by every run. */
import type { Check } from './check.ts'

export const sourceKnown: Check = ({ source }) =>
  source
    .filter(({ version }) => version.hash === null)
    .map(({ name, part, version: { file, line } }) => ({
      severity: 'warning',
      code: 'SOURCE_UNKNOWN',
      asset: name,
      message: `the source of ${part === 'asset' ? '' : `the ${part} of `}${name} was not found, so every run makes it again`,
      fix: `call ${part === 'asset' ? 'asset' : part === 'contract' ? 'dataContract' : part}() in a module below the folder of the config file`,
      file,
      line,
    }))
