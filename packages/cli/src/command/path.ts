/** `varve path`: where the data lies, for another tool. */
import { Command } from 'commander'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'
import { type EnvironmentOption, withEnvironment } from './environment-option.ts'

interface PathOptions extends EnvironmentOption {
  readonly object?: boolean
}

export function pathCommand(stdout: Stdout): Command {
  return withEnvironment(new Command('path'))
    .description("Print where the data lies: an asset's folder, or a partition's file.")
    .argument('<reference>', 'ASSET or ASSET@PARTITION')
    .option('--object', 'print the immutable object instead of the place in the tree')
    .addHelpText('after', '\nExample:\n  ls "$(varve path flights)"')
    .action((text: string, { object = false, env }: PathOptions, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => {
          const { path, VarveError } = await import('@varve/core')
          const document = await path(config, text, { ...options, environment: env })
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
