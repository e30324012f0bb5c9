/** What `run` returned, once it is read: rows under a contract become a table at once, anything else is a value. */
import type { Draft } from './draft.ts'

export type Returned = { readonly kind: 'rows'; readonly draft: Draft } | { readonly kind: 'value'; readonly value: unknown }
