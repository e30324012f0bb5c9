/** What decides a value and is neither code nor an input: an edit of it makes nothing stale, unless the asset declares it. */
import type { Check } from './check.ts'

export const hiddenInput: Check = ({ source, reads }) =>
  source.flatMap(({ name, part, version }) =>
    // With `reads` the user says which files they are.
    version.hidden
      .filter(({ kind }) => kind !== 'file' || !reads.has(name))
      .map(({ file, line, what, fix }) => ({
        severity: 'warning' as const,
        code: 'HIDDEN_INPUT',
        asset: name,
        message: `${file}:${line} ${what}, which is in no version of ${part === 'asset' ? '' : `the ${part} of `}${name}: when it changes, nothing runs again`,
        fix,
        file,
        line,
      })),
  )
