/** How `plan` and `materialize` say what they are about. */
import type { Command } from 'commander'

export interface SelectionOptions {
  readonly partitions?: string
  readonly env?: string
}

export function withSelection(command: Command): Command {
  return command
    .argument('[select...]', 'assets: orders, +orders, orders+, group:features, * (default: every asset)')
    .option('--partitions <selection>', 'partitions: 2001-01-01..2001-01-31, 2001-01, latest (default: what is not fresh)')
    .option('--env <name>', 'a named set of pointers (default: main)')
}
