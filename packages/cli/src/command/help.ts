/** `varve help`: what a command takes, as its own `--help` says. */
import { Command } from 'commander'

export function helpCommand(): Command {
  return new Command('help')
    .description('Say what a command takes, as its --help does.')
    .argument('[command...]', 'plan, keys add (default: all commands)')
    .addHelpText('after', '\nExample:\n  varve help materialize')
    .action((names: readonly string[], _options: unknown, command: Command) => help(command.parent!, names))
}

async function help(of: Command, [name, ...names]: readonly string[]): Promise<void> {
  if (name === undefined || of.commands.length === 0) return of.help()
  const named = of.commands.find(candidate => candidate.name() === name)
  if (named) return help(named, names)
  await of.parseAsync([name], { from: 'user' }) // refuses it, and names the nearest
}
