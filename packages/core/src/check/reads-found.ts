/** A file that an asset declares under `reads` must be there: its content is part of the code version. */
import { type Check, placeOf } from './check.ts'

export const readsFound: Check = ({ places, reads }) =>
  [...reads].flatMap(([asset, files]) =>
    files
      .filter(({ problem }) => problem !== null)
      .map(({ name, problem }) => ({
        severity: 'error' as const,
        code: 'READS_MISSING',
        asset,
        message: `${asset} reads '${name}', which cannot be read: ${problem}`,
        fix: 'put the file there, or correct `reads`: a name is relative to the module that calls asset()',
        ...placeOf(asset, places),
      })),
  )
