/** How a line that user code wrote is shown. */

import { VarveError } from 'varve'
import { expect, test } from 'vitest'
import { loggedText } from '../../packages/cli/src/output/logged-text.ts'
import { loadingError } from '../../packages/cli/src/project/loading-error.ts'

const shown = (text: string, live = false) => loggedText({ asset: 'flights', partition: 'a\nb', stream: 'stdout', text }, live)

test('a line is shown after its step, whose key stays on one line', () => {
  expect(shown('read 3 rows')).toBe('flights@"a\\nb" | read 3 rows')
  expect(loggedText({ asset: 'rates', partition: '', stream: 'stderr', text: '' }, false)).toBe('rates | ')
})

test('of a line that is written over, the last state is shown, and nothing moves the cursor', () => {
  expect(shown('10%\r20%\r')).toBe('flights@"a\\nb" | 20%')
  expect(shown('\u001b[2K\u001b[1Aup\u0007\tdone\u001b]0;title\u0007!')).toBe('flights@"a\\nb" | up\tdone!')
})

test('colours stay on a terminal only, and end with their line', () => {
  expect(shown('\u001b[31mred')).toBe('flights@"a\\nb" | red')
  expect(shown('\u001b[31mred\u001b[2K', true)).toBe('flights@"a\\nb" | \u001b[31mred\u001b[0m')
})

test('a module that throws our own interruption while it is loaded is a file that cannot be loaded', () => {
  expect(loadingError(new VarveError('INTERRUPTED', { what: 'a lie' }), 'varve.config.ts').code).toBe('CONFIG_FILE_FAILED')
})
