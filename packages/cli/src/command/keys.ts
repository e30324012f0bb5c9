/** `varve keys`: the keys of dynamic sets, added, removed and listed. */
import type { AddKeysDocument, RemoveKeysDocument } from '@varve/core'
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
    .action(async (asset: string, keys: readonly string[], { dimension }: KeysOptions, command: Command) => {
      const { shellQuoted } = await import('@varve/partitions')
      const wordOf = (text: string) => (/^[\w.-]+$/.test(text) ? text : shellQuoted(text))
      await answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).removeKeys(config, asset, keys, { ...options, dimension }),
        show: document => showRemoved(document, dimension, wordOf),
      })
    })
}

function listCommand(stdout: Stdout): Command {
  return onKeys(new Command('list'))
    .description("List the keys of an asset's dynamic set, one to a line.")
    .addHelpText('after', '\nExample:\n  varve keys list orders')
    .action((asset: string, { dimension }: KeysOptions, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).listKeys(config, asset, { ...options, dimension }),
        show: ({ keys }) => keys.map(keyText).join('\n'),
        advise: ({ asset, set, keys }) => (keys.length === 0 ? `${set} has no keys: varve keys add ${asset} KEY` : undefined),
      }),
    )
}

function onKeys(command: Command): Command {
  return command
    .argument('<asset>', 'an asset that is partitioned by a dynamic set')
    .option('--dimension <name>', 'whose keys, where the asset has several dynamic dimensions')
}

function showAdded({ set, added, unchanged }: AddKeysDocument): string {
  return [...keyLine('added to', set, added), ...keyLine('already in', set, unchanged)].join('\n')
}

function showRemoved(
  { asset, set, removed, unchanged }: RemoveKeysDocument,
  dimension: string | undefined,
  wordOf: (text: string) => string,
): string {
  const option = dimension === undefined ? [] : ['--dimension', wordOf(dimension)]
  const end = removed.some(key => key.startsWith('-')) ? ['--'] : []
  // A list that is cut is no command.
  const named = removed.length > addedBackMax ? ['KEY...'] : [...end, ...removed.map(wordOf)]
  const add = ['varve keys add', wordOf(asset), ...option, ...named].join(' ')
  const stays = removed.length === 0 ? [] : ['What was made for them stays; this finds it again:', `  ${add}`]
  return [...keyLine('removed from', set, removed), ...keyLine('not in', set, unchanged), ...stays].join('\n')
}

const addedBackMax = 20

function keyLine(how: string, set: string, keys: readonly string[]): readonly string[] {
  return keys.length === 0 ? [] : [`${how} ${set}: ${firstFew(keys.map(keyText)).join(', ')}`]
}
