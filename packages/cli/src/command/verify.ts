/** `varve verify`: re-hashes every published object and the tree. */
import type { VerifyDocument } from '@varve/core'
import { Command } from 'commander'
import type { Page } from '../output/page.ts'
import { counted, firstFew } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'
import type { EnvironmentOption } from './environment-option.ts'

export function verifyCommand(stdout: Stdout): Command {
  return new Command('verify')
    .description('Re-hash every published object and the tree, compare the ledger with its commit records, and name what is wrong.')
    .argument('[select...]', 'assets: orders, +orders, orders+, group:features, * (default: every asset)')
    .option('--env <name>', 'a named set of pointers, and what they name (default: all of them)')
    .option('--repair', 'show again what is wrong in the tree, from its object, and set damaged objects aside; runs no code of the project')
    .addHelpText('after', '\nExit status 1 where something is still wrong.\n\nExample:\n  varve verify --repair')
    .action((select: readonly string[], { env, repair }: EnvironmentOption & { readonly repair?: boolean }, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).verify(config, { ...options, select, environment: env, repair }),
        show,
        exitStatus: ({ ok }) => (ok ? 0 : 1),
      }),
    )
}

function show(
  { checked, ok, corrupted, missing, lost = [], unreferenced, tree, erased, ledger }: VerifyDocument,
  { colours }: Page,
): string {
  const objects = (state: string, findings: VerifyDocument['corrupted']) =>
    firstFew(findings.map(({ path, partitions }) => `${colours.red(state)}  ${path}  ${partitions.join(', ')}`))
  const lines = [
    ...objects('corrupt', corrupted),
    ...objects('missing', missing),
    ...firstFew(tree.wrong.map(file => `${colours.red('wrong in the tree')}  ${file}`)),
    ...firstFew(ledger.differences.map(({ message }) => `${colours.red('ledger')}  ${message}`)),
    ...(ledger.ok ? [] : ['varve rebuild-ledger builds the ledger again, and writes records that are missing or altered']),
  ]
  const left = unreferenced.length === 0 ? '' : `; ${counted(unreferenced.length, 'unreferenced file')}, listed with --json`
  const repaired = tree.repaired === 0 ? '' : `; ${counted(tree.repaired, 'partition')} shown again in the tree`
  const gone = erased === undefined ? '' : `; ${counted(erased, 'partition')} erased on purpose, of which nothing is looked for`
  const past = lost.length === 0 ? '' : `; ${counted(lost.length, 'object')} of past versions lost, which nothing needs`
  const result = `${ok ? colours.green('ok') : colours.red('not ok')}: ${counted(checked, 'object')} re-hashed${repaired}${gone}${past}${left}`
  return [...lines, result].join('\n')
}
