/** What the parser refuses, with the command that refused it. */
import { CommanderError } from 'commander'

export class UsageError extends CommanderError {
  /** As it is typed after `varve`: `keys add`; empty for `varve` itself. */
  readonly command: string

  constructor({ exitCode, code, message }: CommanderError, command: string) {
    super(exitCode, code, message)
    this.command = command
  }
}
