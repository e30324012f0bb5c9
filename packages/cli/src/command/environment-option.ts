/** The named set of pointers that a command reports on or changes. */
import type { Command } from 'commander'

export interface EnvironmentOption {
  readonly env?: string
}

export function withEnvironment(command: Command): Command {
  return command.option('--env <name>', 'a named set of pointers (default: main)')
}
