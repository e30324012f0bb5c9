/** Code that cannot be followed makes a code version depend on more than it needs. */
import type { Check } from './check.ts'

export const sourceFollowed: Check = ({ source }) =>
  source.flatMap(({ name, part, version: { conservative, file, line } }) =>
    conservative.map(reason => ({
      severity: 'warning' as const,
      code: 'SOURCE_NOT_FOLLOWED',
      asset: name,
      message: `the code version of ${part === 'asset' ? '' : `the ${part} of `}${name} takes in more than it needs: ${reason}`,
      fix: 'use static imports and const declarations in what it reaches',
      file,
      line,
    })),
  )
