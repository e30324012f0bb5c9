/** A module of assets, for tests that mount a namespace. */
import { asset, external } from '@varve/core'
import { z } from 'zod'

export const Sale = z.object({ id: z.string() })
export const ledgerFile = external<z.output<typeof Sale>[]>({
  description: 'ledger',
  contract: undefined,
  observe: async () => undefined,
  open: () => Promise.reject(new Error('not opened in these tests')),
})
export const sales = asset({
  inputs: { ledgerFile },
  config: z.object({ limit: z.int().default(10) }),
  run: ({ ledgerFile }) => ledgerFile,
})
export const deep = { refunds: asset({ inputs: { sales }, run: ({ sales }) => sales.length }) }
export const helper = (): number => 1
