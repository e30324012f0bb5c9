/** Every check, one small function per fact. Wrong wiring is refused earlier, by `catalog()` and `defineConfig()`. */
import type { Check } from './check.ts'
import { formatHasColumns } from './format-has-columns.ts'
import { hiddenInput } from './hidden-input.ts'
import { pathsFit } from './paths-fit.ts'
import { readsFound } from './reads-found.ts'
import { secretMarked } from './secret-marked.ts'
import { sourceFollowed } from './source-followed.ts'
import { sourceKnown } from './source-known.ts'

export const checks: readonly Check[] = [readsFound, sourceKnown, sourceFollowed, hiddenInput, formatHasColumns, secretMarked, pathsFit]
