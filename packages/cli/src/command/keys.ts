/** `varve keys`: the keys of dynamic sets, added, removed and listed. */
import type { AddKeysDocument, ListKeysDocument, RemoveKeysDocument } from '@varve/core'
import { Command } from 'commander'
import { keyText } from '../output/key-text.ts'
import { firstFew } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'

interface KeysOptions {
  readonly dimension?: string
}

export function keysCommand(stdout: Stdout): Command {
  return new Command('keys')
    .description('Add, remove and list the keys of a dynamic set.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  varve keys add orders acme globex')
    .addCommand(addCommand(stdout))
    .addCommand(removeCommand(stdout))
    .addCommand(listCommand(stdout))
}

function addCommand(stdout: Stdout): Command {
  return onKeys(new Command('add'))
    .description("Add keys to an asset's dynamic set, all of them or none.")
    .argument('<key...>', 'keys as they are; after -- where one begins with -')
    .addHelpText('after', '\nKeys that were removed find again what was made for them.\n\nExample:\n  varve keys add orders acme globex')
    .action((asset: string, keys: readonly string[], { dimension }: KeysOptions, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).addKeys(config, asset, keys, { ...options, dimension }),
        show: showAdded,
      }),
    )
}

function removeCommand(stdout: Stdout): Command {
  return onKeys(new Command('remove'))
    .description("Remove keys from an asset's dynamic set; what was made for them stays.")
    .argument('<key...>', 'keys as they are; after -- where one begins with -')
    .addHelpText('after', '\nExample:\n  varve keys remove orders globex')
    .action((asset: string, keys: readonly string[], { dimension }: KeysOptions, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).removeKeys(config, asset, keys, { ...options, dimension }),
        show: showRemoved,
      }),
    )
}

function listCommand(stdout: Stdout): Command {
  return onKeys(new Command('list'))
    .description("List the keys of an asset's dynamic set, one to a line.")
    .addHelpText('after', '\nExample:\n  varve keys list orders')
    .action((asset: string, { dimension }: KeysOptions, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).listKeys(config, asset, { ...options, dimension }),
        show: showKeys,
      }),
    )
}

function onKeys(command: Command): Command {
  return command
    .argument('<asset>', 'an asset that is partitioned by a dynamic set')
    .option('--dimension <name>', 'whose keys, where the asset has several dynamic dimensions')
}

function showAdded({ set, added, unchanged }: AddKeysDocument): string {
  return [...told('added to', set, added), ...told('already in', set, unchanged)].join('\n')
}

function showRemoved({ asset, set, removed, unchanged }: RemoveKeysDocument): string {
  const stays = `What was made for them stays; varve keys add ${asset} finds it again.`
  return [...told('removed from', set, removed), ...told('not in', set, unchanged), ...(removed.length === 0 ? [] : [stays])].join('\n')
}

function showKeys({ asset, set, keys }: ListKeysDocument): string {
  return keys.length === 0 ? `${set} has no keys: varve keys add ${asset} KEY` : keys.map(keyText).join('\n')
}

function told(how: string, set: string, keys: readonly string[]): readonly string[] {
  return keys.length === 0 ? [] : [`${how} ${set}: ${firstFew(keys.map(keyText)).join(', ')}`]
}
