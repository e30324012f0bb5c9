/** Code that cannot be followed makes an asset's version depend on more than it needs. */
import type { Check } from './finding.ts'

export const sourceFollowed: Check = ({ source }) =>
  [...source].flatMap(([asset, { conservative, file, line }]) =>
    conservative.map(reason => ({
      severity: 'warning' as const,
      code: 'SOURCE_NOT_FOLLOWED',
      asset,
      message: `the code version of ${asset} takes in the whole project: ${reason}`,
      fix: 'use static imports and const declarations in what the asset reaches',
      file,
      line,
    })),
  )
