/** The commands and what they share. */
import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { checkCommand } from './command/check.ts'
import { eraseCommand } from './command/erase.ts'
import { helpCommand } from './command/help.ts'
import { historyCommand } from './command/history.ts'
import { keysCommand } from './command/keys.ts'
import { lineageCommand } from './command/lineage.ts'
import { materializeCommand } from './command/materialize.ts'
import { pathCommand } from './command/path.ts'
import { planCommand } from './command/plan.ts'
import { rebuildLedgerCommand } from './command/rebuild-ledger.ts'
import { statusCommand } from './command/status.ts'
import { verifyCommand } from './command/verify.ts'
import type { Stdout } from './output/stdout.ts'
import { UsageError } from './output/usage-error.ts'

const commands = [
  checkCommand,
  planCommand,
  materializeCommand,
  statusCommand,
  lineageCommand,
  historyCommand,
  pathCommand,
  verifyCommand,
  rebuildLedgerCommand,
  keysCommand,
  eraseCommand,
  helpCommand,
] as const

export function program(stdout: Stdout): Command {
  const root = new Command('varve')
    .description('Typed data assets: what exists, what is out of date, and what each version was made from.')
    .version(ownVersion(), '--version', 'print the version of varve')
    .option('--config <path>', 'the config file, or its folder (default: the current folder)')
    .addOption(
      new Option('--root <path>', 'where relative storage paths and .varve lie (default: beside the config file)').env('VARVE_ROOT'),
    )
    .option('--json', 'print one JSON document on stdout, and nothing else')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  varve materialize +delayFeatures --partitions 2001-01')
  settle(root, '', stdout)
  for (const create of commands) {
    const command = create(stdout)
    settle(command, command.name(), stdout)
    for (const each of command.commands) settle(each, `${command.name()} ${each.name()}`, stdout)
    root.addCommand(command)
  }
  return root
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }
  return version
}

/** Errors are thrown, and printed by the caller in the form that was asked for; help is an answer. */
function settle(command: Command, name: string, stdout: Stdout): void {
  command
    .exitOverride(error => {
      throw new UsageError(error, name)
    })
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: text => stdout.write(text), writeErr: text => process.stderr.write(text), outputError: () => {} })
}
