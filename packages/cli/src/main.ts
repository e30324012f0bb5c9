/** The `varve` command: the owner of its process, which ends when the command does. */
import { exitProcess } from './process/own-process.ts'
import { runCommand } from './run-command.ts'

// Not awaited at the top: a promise that never settles must come to the owner of the process, not to Node's own exit 13.
// What code of the project left running, a timer or a socket, does not keep the command alive.
void runCommand(process.argv.slice(2)).then(exitProcess)
