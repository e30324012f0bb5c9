/** Rows without a contract have no columns where a partition is empty. */
import { type Check, placeOf } from './check.ts'

export const formatHasColumns: Check = ({ config, places }) =>
  [...config.catalog.assets]
    .filter(([, asset]) => asset.contract === undefined && (asset.format ?? config.io.format).name === 'parquet')
    .map(([name]) => ({
      severity: 'warning',
      code: 'NO_COLUMNS',
      asset: name,
      message: `${name} is stored as Parquet and has no contract: a partition without rows cannot be stored`,
      fix: 'give it a contract, or format: json() where it is not rows',
      ...placeOf(name, places),
    }))
