/** `varve path`: where the data lies, for another tool. */
import { Command } from 'commander'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'

export function pathCommand(stdout: Stdout): Command {
  return new Command('path')
    .description("Print where the data lies: an asset's folder, or a partition's file.")
    .argument('<reference>', 'ASSET or ASSET@PARTITION')
    .option('--object', 'print the immutable object instead of the place in the tree')
    .addHelpText('after', '\nExample:\n  ls "$(varve path flights)"')
    .action((text: string, { object = false }: { readonly object?: boolean }, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => {
          const { path, VarveError } = await import('@varve/core')
          const document = await path(config, text, options)
          if (!object || document.object !== null) return document
          throw new VarveError('BAD_REQUEST', {
            what: `${text} is a folder of many objects`,
            why: 'an object holds one partition',
            fix: `name a partition: varve path ${document.asset}@KEY --object`,
          })
        },
        show: document => (object ? document.object! : document.path),
      }),
    )
}
