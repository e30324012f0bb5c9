/** How `plan` and `materialize` say what they are about. */
import type { Command } from 'commander'
import { type EnvironmentOption, withEnvironment } from './environment-option.ts'

export interface SelectionOptions extends EnvironmentOption {
  readonly partitions?: string
}

export function withSelection(command: Command): Command {
  return withEnvironment(
    command
      .argument('[select...]', 'assets: orders, +orders, orders+, group:features, * (default: every asset)')
      .option('--partitions <selection>', 'partitions: 2001-01-01..2001-01-31, 2001-01, latest (default: what is not fresh)'),
  )
}
